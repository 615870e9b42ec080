import type { Server } from "node:http";
import { createRequire } from "node:module";
import { createAdaptorServer } from "@hono/node-server";
import type { Endpoint } from "../local/endpoint.js";
import { formatEndpoint } from "../local/endpoint.js";
import { type LocalDaemon, serveLocal } from "../local/serve-local.js";
import { createApi } from "./api.js";
import type { Daemon } from "./documents.js";

export interface ServeOptions {
  /** Where, when no socket was passed. */
  endpoint: Endpoint;
  /** Milliseconds without a client after which an activated daemon leaves; Infinity is never. */
  idleMs: number;
}

/** @throws what serveLocal throws */
export async function serveDaemon({ endpoint, idleMs }: ServeOptions): Promise<LocalDaemon> {
  const version = createRequire(import.meta.url)("rouse/package.json").version;
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
  const server = createAdaptorServer({ fetch: createApi(version, describe).fetch });
  const local = await serveLocal(server as Server, { service: "rouse", version, endpoint, idleMs });
  return local;
}
