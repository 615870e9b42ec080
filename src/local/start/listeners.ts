import type { Server as HttpServer } from "node:http";
import type { Server } from "node:net";
import { codeOf } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { listenPassed } from "../../listen/listen-stream.js";
import { whenListening } from "../../listen/when-listening.js";
import { net, timers } from "../../sys/lazy-node-modules.js";
import { hasWaitingClient } from "../../sys/sockets/unix-socket.js";
import type { Admission } from "../admission/admission.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { bindOwnSocket, type OwnSocket } from "../socket-file/own-socket.js";
import type { TrustedSocket } from "./passed-sockets.js";

/** An endpoint of the daemon, and the server that listens there. */
export interface Listener {
  readonly endpoint: Endpoint;
  readonly server: Server;
  /**
   * Removes the file of a socket that we made at a path, and resolves once the server has accepted every client that
   * had connected to it. Call it while the server listens: until then the file cannot have been replaced. Does nothing
   * for other sockets. Clients of a passed socket wait in its queue for the next start; clients of a port that the
   * server has not accepted are reset.
   */
  retire(): Promise<void>;
}

/** The kernel limits it to net.core.somaxconn. */
const longestBacklog = 0x7fffffff;

/**
 * Listens on the passed sockets and adds each to `opened`. The first is for the server itself; the connections of the
 * others are handed to it as if they were its own.
 */
export async function listenOnPassed(
  server: HttpServer,
  admission: Admission,
  passed: readonly TrustedSocket[],
  opened: Listener[],
): Promise<void> {
  for (const [index, { socket, endpoint }] of passed.entries()) {
    const listening = index === 0 ? server : makeSideServer(admission, endpoint);
    if (index === 0) admission.guard(endpoint);
    await listenPassed(listening, socket, {});
    opened.push({ endpoint, server: listening, retire: nothing });
  }
}

/** Has the options with which node:http makes its own servers. */
function makeSideServer(admission: Admission, endpoint: Endpoint): Server {
  const options = { allowHalfOpen: true, noDelay: true };
  return net().createServer(options, (socket) => admission.bring(socket, endpoint));
}

/** Listens on a socket of our own. @throws LOCAL_PATH_TAKEN, LOCAL_ADDRESS_TAKEN, NATIVE_MISSING for a path */
export async function listenOnOwn(
  server: HttpServer,
  admission: Admission,
  endpoint: Endpoint,
): Promise<Listener> {
  return endpoint.network === "unix"
    ? listenOnPath(server, admission, endpoint)
    : listenOnPort(server, admission, endpoint);
}

async function listenOnPath(
  server: HttpServer,
  admission: Admission,
  endpoint: Endpoint & { network: "unix" },
): Promise<Listener> {
  const { path } = endpoint;
  const own = await bindOwnSocket(path);
  admission.guard(endpoint);
  try {
    // By descriptor: if Node had bound the path, it would remove the file on close, even one that replaced ours.
    await whenListening(server, () => server.listen({ fd: own.fd }, longestBacklog));
  } catch (error) {
    own.discard();
    throw error;
  }
  // Node answers null for a unix socket that it did not bind itself.
  server.address = () => (server.listening ? path : null);
  return { endpoint, server, retire: () => retirePath(server, own) };
}

/** Waits turn by turn, since Node accepts one client in each turn of its event loop. */
async function retirePath(server: Server, { fd, unlink }: OwnSocket): Promise<void> {
  unlink();
  while (server.listening && hasWaitingClient(fd)) await timers().setImmediate();
}

async function listenOnPort(
  server: HttpServer,
  admission: Admission,
  endpoint: Endpoint & { network: "tcp" },
): Promise<Listener> {
  const { host, port } = endpoint;
  admission.guard(endpoint);
  try {
    await whenListening(server, () => server.listen({ host, port, backlog: longestBacklog }));
  } catch (cause) {
    const problem = codeOf(cause) ?? String(cause);
    const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    throw new RouseError("LOCAL_ADDRESS_TAKEN", { endpoint: address, problem }, { cause });
  }
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return { endpoint: { network: "tcp", host, port: actual }, server, retire: nothing };
}

/** Stops accepting; resolves when the server knows that all of its own connections are closed. */
export async function closeListener({ server }: Listener): Promise<void> {
  if (!server.listening) return;
  // On Node 26 the close() of node:http would also close connections that have not sent anything yet.
  const { close } = net().Server.prototype;
  await new Promise<void>((resolve) => close.call(server, () => resolve()));
}

async function nothing(): Promise<void> {
  return undefined;
}
