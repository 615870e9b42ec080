import type { ListenOptions as NetListenOptions, Server } from "node:net";
import { formatSocketAddress, type SocketAddress } from "../sys/sockaddr/socket-address.js";
import { isClusterWorker } from "./cluster-worker.js";
import { take } from "./descriptor-owners.js";
import type { Listening, ListenOptions } from "./listen-options.js";
import { openHandle } from "./node-handle.js";
import { markPassed } from "./passed-servers.js";
import type { PassedSocket } from "./passed-socket.js";
import { requireListener } from "./require-kind.js";
import { whenListening } from "./when-listening.js";

/** The default of Node, 511, would hold for the service manager, too. The kernel limits it to net.core.somaxconn. */
const longestBacklog = 0x7fffffff;

export async function listenPassed(
  server: Server,
  passed: PassedSocket,
  { backlog = longestBacklog, keep = false, viaHandle = false }: ListenOptions,
): Promise<Listening> {
  requireListener(passed, viaHandle);
  const needs = await findHandleNeed(passed);
  const taken = take(passed, nameOf(server, passed), keep);
  try {
    const target = needs ? openHandle(taken.fd, passed, needs) : { fd: taken.fd };
    // `backlog` among the options is ignored beside `fd`: it must be the second argument.
    await whenListening(server, () => server.listen(target, backlog));
  } catch (error) {
    taken.release();
    throw error;
  }
  server.once("close", taken.closed);
  showAddress(server, passed);
  markPassed(server);
  const { fd, name, address } = passed;
  return { activated: true, fd, name, address };
}

/**
 * Returns what needs a handle instead of `{ fd }`, if anything does. In a cluster worker, `{ fd }` would mean a
 * descriptor of the primary, which closes it with its last worker.
 */
async function findHandleNeed({ type, family }: PassedSocket): Promise<string | undefined> {
  if (family === "vsock") return family;
  if (type !== undefined && type !== "stream") return type;
  return (await isClusterWorker()) ? "a cluster worker" : undefined;
}

function nameOf(server: Server, { address }: PassedSocket): string {
  const suffix = address === undefined ? "" : ` on ${formatSocketAddress(address)}`;
  return `a ${server.constructor.name}${suffix}`;
}

/** Node itself returns null for a unix socket that it did not bind. */
function showAddress(server: Server, { address, family }: PassedSocket): void {
  if (family !== "unix" || address === undefined) return;
  const path = formatSocketAddress(address);
  const known = server.address();
  if (typeof known === "string") return;
  server.address = () => (server.listening ? path : null);
}

export async function listenFallback(
  server: Server,
  fallback: NetListenOptions,
  backlog: number | undefined,
): Promise<Listening> {
  const target = backlog === undefined ? fallback : { ...fallback, backlog };
  await whenListening(server, () => server.listen(target));
  return { activated: false, fd: undefined, name: undefined, address: addressOf(server) };
}

function addressOf(server: Server): SocketAddress | undefined {
  const address = server.address();
  if (address === null) return undefined;
  if (typeof address !== "string") return { host: address.address, port: address.port };
  return address.startsWith("\0") ? { abstract: address.slice(1) } : { path: address };
}
