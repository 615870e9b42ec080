import type { BindOptions, Socket as DatagramSocket } from "node:dgram";
import type { ListenOptions as NetListenOptions, Server } from "node:net";
import type { SocketAddress } from "../sys/socket-address.js";
import { type Choice, choosePassed } from "./choose.js";
import { bindPassed } from "./listen-datagrams.js";
import { listenElsewhere } from "./listen-elsewhere.js";
import { type ListenFdsOptions, listenFdsWithNames } from "./listen-fds.js";
import { listenPassed } from "./listen-stream.js";
import { requireServer } from "./require-server.js";
import { requireNode } from "./runtime.js";

interface TakeOptions extends Choice, Pick<ListenFdsOptions, "grammar" | "missingPid"> {
  /**
   * Listens on a duplicate: after the server is closed, another may listen on the same passed socket, and
   * clients wait in its queue meanwhile. Needs koffi.
   */
  keep?: boolean;
}

export interface ListenOptions extends TakeOptions {
  /** Where to listen when nothing was passed, as server.listen() takes it. */
  fallback?: NetListenOptions;
  /** The longest queue of clients; by default as long as the kernel allows (net.core.somaxconn). */
  backlog?: number;
  /**
   * Tries SEQPACKET and vsock sockets through a class inside Node that is no public interface; a Node that
   * lacks it gives LISTEN_HANDLE_UNSUPPORTED. SEQPACKET is then read like a stream: keep messages apart
   * by yourself.
   */
  viaHandle?: boolean;
}

export interface DatagramListenOptions extends TakeOptions {
  /** Where to bind when nothing was passed, as socket.bind() takes it. */
  fallback?: BindOptions;
}

export interface Listening {
  /** Whether the socket was passed. */
  readonly activated: boolean;
  /** The passed descriptor and its name; undefined for the fallback. */
  readonly fd: number | undefined;
  readonly name: string | undefined;
  readonly address: SocketAddress | undefined;
}

/**
 * Makes a server of node:net, http, https, tls or http2 listen, or a socket of node:dgram, on the socket that
 * the service manager passed, else on `fallback`. `server.address()` then gives the path of a unix socket.
 * Node sets O_NONBLOCK on the socket for all who hold it, and it stays so.
 * @throws what listenFdsWithNames throws; LISTEN_NAME_UNKNOWN, LISTEN_CHOICE_OPEN, LISTEN_KIND_REFUSED,
 * LISTEN_SERVER_EXPECTED, LISTEN_FD_TAKEN, LISTEN_FD_CLOSED, LISTEN_FALLBACK_MISSING, LISTEN_PASSED_TO_ANOTHER,
 * LISTEN_NOT_HANDED_OVER, LISTEN_RUNTIME_UNSUPPORTED; and what Node emits
 */
export async function listen(server: Server, options?: ListenOptions): Promise<Listening>;
export async function listen(
  server: DatagramSocket,
  options?: DatagramListenOptions,
): Promise<Listening>;
export async function listen(
  server: Server | DatagramSocket,
  options: ListenOptions & DatagramListenOptions = {},
): Promise<Listening> {
  requireServer(server);
  const passed = listenFdsWithNames(options);
  const isDatagram = "bind" in server;
  const chosen = choosePassed(passed, options, isDatagram ? "dgram" : "stream");
  if (chosen === undefined) return listenElsewhere(server, passed.length > 0, options);
  requireNode();
  return isDatagram ? bindPassed(server, chosen, options) : listenPassed(server, chosen, options);
}
