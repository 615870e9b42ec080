import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Refusal } from "../local/admission/refusal.js";
import { formatEndpoint } from "../local/endpoint/endpoint.js";
import { type LocalDaemon, serveLocal } from "../local/serve-local.js";
import { packageVersion } from "../sys/own-package.js";
import { createApi } from "./api.js";
import type { Daemon } from "./response-documents.js";

interface ServeOptions {
  /** The endpoint to listen on when no socket was passed, as parseEndpoint reads it. */
  readonly endpoint: string;
  /** The time without a client after which an activated daemon exits; undefined is never. */
  readonly idle: string | undefined;
  /** Whether a daemon that is alive and does not answer is ended. */
  readonly takeOver: boolean;
  readonly onRefusal: (refusal: Refusal) => void;
}

/**
 * Serves the interface until the daemon is closed.
 * @throws what serveLocal throws
 */
export async function serveDaemon({
  endpoint,
  idle,
  takeOver,
  onRefusal,
}: ServeOptions): Promise<LocalDaemon> {
  const version = packageVersion();
  const since = new Date().toISOString();
  const describe = (): Daemon => ({
    api_version: 1,
    service: "rouse",
    version,
    pid: process.pid,
    since,
    activated: local.activated,
    endpoints: local.endpoints.map(formatEndpoint),
  });
  const server = createServer(getRequestListener(createApi(version, describe).fetch));
  const local = await serveLocal(server, {
    service: "rouse",
    version,
    endpoint,
    idle: idle === undefined ? undefined : { after: idle },
    takeOver,
    onRefusal,
  });
  return local;
}
