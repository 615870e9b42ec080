import { Server } from "node:http";
import { RouseError } from "../../errors/rouse-error.js";
import { isClusterWorker } from "../../listen/cluster-worker.js";

/**
 * Requires a server of node:http that does not listen yet. One of node:https or node:http2 is not, and emits events
 * that the admission does not know.
 * @throws LOCAL_SERVER_UNSUPPORTED
 */
export async function requireSupportedServer(server: unknown): Promise<void> {
  const got = await findMisfit(server);
  if (got !== undefined) throw new RouseError("LOCAL_SERVER_UNSUPPORTED", { got });
}

async function findMisfit(server: unknown): Promise<string | undefined> {
  if (!(server instanceof Server)) return describe(server);
  if (server.listening) return "a server that listens already";
  return (await isClusterWorker()) ? "a server in a cluster worker" : undefined;
}

function describe(value: unknown): string {
  const name = typeof value === "object" && value !== null ? value.constructor?.name : undefined;
  return `a ${name ?? typeof value}`;
}
