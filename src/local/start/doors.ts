import type { Server as HttpServer } from "node:http";
import type { Server } from "node:net";
import { codeOf } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { listenPassed } from "../../listen/listen-stream.js";
import type { PassedSocket } from "../../listen/passed-socket.js";
import { whenListening } from "../../listen/when-listening.js";
import { net, timers } from "../../sys/on-use.js";
import { hasWaitingClient } from "../../sys/sockets/local-socket.js";
import type { Gate } from "../admission/admission.js";
import type { Endpoint } from "../endpoint.js";
import { bindOwnSocket, type OwnSocket } from "../socket-file/own-socket.js";
import { endpointOf } from "../trust/judge-passed.js";

/** Where clients come in. */
export interface Door {
  readonly endpoint: Endpoint;
  readonly server: Server;
  /**
   * Of a socket that we made at a path: takes its file away, and resolves when all who had dialled it are accepted.
   * Best called while the server listens, when nobody else's file can have taken its place. The clients of other
   * sockets: whom the service manager holds waits for the next start; of a port, whom nobody accepts is reset.
   */
  retire(): Promise<void>;
}

/** The kernel makes it net.core.somaxconn at most. */
const longestBacklog = 0x7fffffff;

/** The first socket is for the server itself; it hears of the clients of the others as if they were its own. */
export async function openPassed(
  server: HttpServer,
  gate: Gate,
  passed: readonly PassedSocket[],
  opened: Door[],
): Promise<void> {
  for (const [index, socket] of passed.entries()) {
    const endpoint = endpointOf(socket);
    const door = index === 0 ? server : openBeside(gate, endpoint);
    if (index === 0) gate.guard(endpoint);
    await listenPassed(door, socket, {});
    opened.push({ endpoint, server: door, retire: nothing });
  }
}

/** As node:http makes its own. */
function openBeside(gate: Gate, endpoint: Endpoint): Server {
  const options = { allowHalfOpen: true, noDelay: true };
  return net().createServer(options, (socket) => gate.bring(socket, endpoint));
}

/** @throws LOCAL_PATH_TAKEN, LOCAL_ADDRESS_TAKEN, NATIVE_MISSING for a path */
export async function openOwn(server: HttpServer, gate: Gate, endpoint: Endpoint): Promise<Door> {
  return endpoint.network === "unix"
    ? openPath(server, gate, endpoint)
    : openPort(server, gate, endpoint);
}

async function openPath(
  server: HttpServer,
  gate: Gate,
  endpoint: Endpoint & { network: "unix" },
): Promise<Door> {
  const { path } = endpoint;
  const own = await bindOwnSocket(path);
  gate.guard(endpoint);
  try {
    // Node removes the file of a path that it bound itself when it closes, whoever's it is by then.
    await whenListening(server, () => server.listen({ fd: own.fd }, longestBacklog));
  } catch (error) {
    own.discard();
    throw error;
  }
  // Node answers null for a unix socket that it did not bind itself.
  server.address = () => (server.listening ? path : null);
  return { endpoint, server, retire: () => retirePath(server, own) };
}

/** Node accepts one client in each turn of its loop. */
async function retirePath(server: Server, { fd, unlink }: OwnSocket): Promise<void> {
  unlink();
  while (server.listening && hasWaitingClient(fd)) await timers().setImmediate();
}

async function openPort(
  server: HttpServer,
  gate: Gate,
  endpoint: Endpoint & { network: "tcp" },
): Promise<Door> {
  const { host, port } = endpoint;
  gate.guard(endpoint);
  try {
    await whenListening(server, () => server.listen({ host, port, backlog: longestBacklog }));
  } catch (cause) {
    const problem = codeOf(cause) ?? String(cause);
    const place = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    throw new RouseError("LOCAL_ADDRESS_TAKEN", { endpoint: place, problem }, { cause });
  }
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return { endpoint: { network: "tcp", host, port: actual }, server, retire: nothing };
}

/** Lets no more in; resolves when the server has heard that all of its own clients are gone. */
export async function shut({ server }: Door): Promise<void> {
  if (!server.listening) return;
  // That of node:http would hang up on those who have connected and not said anything yet, on Node 26.
  const { close } = net().Server.prototype;
  await new Promise<void>((resolve) => close.call(server, () => resolve()));
}

async function nothing(): Promise<void> {
  return undefined;
}
