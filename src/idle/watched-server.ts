import type { Socket as DatagramSocket } from "node:dgram";
import type { Server } from "node:net";

/** A server of node:net, tls, http, https or http2, or a socket of node:dgram. */
export type IdleServer = Server | DatagramSocket;

/** One server, or datagram socket, and its use. */
export interface WatchedServer {
  readonly server: IdleServer;
  /** False once the program has closed it. */
  isListening(): boolean;
  /** Cheap, and true too often. */
  isInUse(): boolean;
  /** Checks exactly whether it is in use, and resolves before the event loop continues. */
  settle(): Promise<boolean>;
  /** Returns whether a connection is open on which nothing is being done. */
  isResting(): boolean;
  /** Returns the time of performance.now() at which the last of these ends by itself. */
  restUntil(): number;
  /** Closes these, and returns whether all could be closed without loss. */
  closeResting(): boolean;
  /** Accepts no more clients: later ones wait in the queue of the socket that the service manager holds. */
  close(): void;
  /** Returns whether every connection is closed. */
  isGone(): boolean;
  /** Stops watching. */
  release(): void;
}

/** The listeners to which a watched server reports. */
export interface Listeners {
  /** Its use may have begun or ended. */
  changed(): void;
  /** It was used at this moment. */
  touched(): void;
}
