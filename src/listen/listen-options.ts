import type { BindOptions } from "node:dgram";
import type { ListenOptions as NetListenOptions } from "node:net";
import type { SocketAddress } from "../sys/sockaddr/socket-address.js";
import type { Choice } from "./choose-passed.js";
import type { ListenFdsOptions } from "./listen-fds.js";

interface TakeOptions extends Choice, Pick<ListenFdsOptions, "grammar" | "missingPid"> {
  /**
   * Listens on a duplicate: after the server is closed, another may listen on the same passed socket, and
   * clients wait in its queue meanwhile. Needs koffi.
   */
  keep?: boolean;
}

/** How a server of node:net, http, https, tls or http2 is to listen. */
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

/** How a socket of node:dgram is to be bound. */
export interface DatagramListenOptions extends TakeOptions {
  /** Where to bind when nothing was passed, as socket.bind() takes it. */
  fallback?: BindOptions;
}

/** Where `listen` listens now. */
export interface Listening {
  /** Whether the socket was passed. */
  readonly activated: boolean;
  /** The passed descriptor and its name; undefined for the fallback. */
  readonly fd: number | undefined;
  readonly name: string | undefined;
  readonly address: SocketAddress | undefined;
}
