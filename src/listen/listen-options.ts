import type { BindOptions } from "node:dgram";
import type { ListenOptions as NetListenOptions } from "node:net";
import type { SocketAddress } from "../sys/sockaddr/socket-address.js";
import type { Choice } from "./choose-passed.js";
import type { ListenFdsOptions } from "./listen-fds.js";

interface TakeOptions extends Choice, Pick<ListenFdsOptions, "grammar" | "missingPid"> {
  /**
   * Listens on a duplicate: after the server is closed, another may listen on the same passed socket; meanwhile
   * clients wait in its queue. Needs koffi.
   */
  keep?: boolean;
}

/** The options of listen() for a server of node:net, http, https, tls or http2. */
export interface ListenOptions extends TakeOptions {
  /** Where to listen when nothing was passed, as server.listen() takes it. */
  fallback?: NetListenOptions;
  /** The length of the queue of clients; by default as long as the kernel allows (net.core.somaxconn). */
  backlog?: number;
  /**
   * Tries SEQPACKET and vsock sockets through an internal class of Node; a Node that lacks it throws
   * LISTEN_HANDLE_UNSUPPORTED. A SEQPACKET socket is then read like a stream, without the boundaries of its messages.
   */
  viaHandle?: boolean;
}

/** The options of listen() for a socket of node:dgram. */
export interface DatagramListenOptions extends TakeOptions {
  /** Where to bind when nothing was passed, as socket.bind() takes it. */
  fallback?: BindOptions;
}

/** The socket on which a server listens. */
export interface Listening {
  /** Whether the socket was passed. */
  readonly activated: boolean;
  /** The passed descriptor and its name; undefined for the fallback. */
  readonly fd: number | undefined;
  readonly name: string | undefined;
  readonly address: SocketAddress | undefined;
}
