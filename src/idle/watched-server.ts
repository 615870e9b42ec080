import type { Socket as DatagramSocket } from "node:dgram";
import type { Server } from "node:net";

/** A server of node:net, tls, http, https or http2, or a socket of node:dgram. */
export type IdleServer = Server | DatagramSocket;

/** How one server, or datagram socket, is used. */
export interface Watched {
  readonly server: IdleServer;
  /** False once the program has closed it. */
  isListening(): boolean;
  /** Cheap, and yes too often. */
  isInUse(): boolean;
  /** Looks closely whether it is in use, and answers before the event loop goes on. */
  settle(): Promise<boolean>;
  /** Whether a connection is open on which nothing is being done. */
  isResting(): boolean;
  /** When the last of these is over by itself. */
  restUntil(): number;
  /** Whether all could be closed without loss. */
  closeResting(): boolean;
  /** Takes no more clients: those who come wait in the queue that the service manager holds. */
  close(): void;
  /** Whether every connection is closed. */
  isGone(): boolean;
  /** Looks no longer. */
  release(): void;
}

export interface Listeners {
  /** Perhaps it is used now, or no longer. */
  changed(): void;
  /** It was used this moment. */
  touched(): void;
}
