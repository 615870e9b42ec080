import type { Socket } from "node:net";
import { net } from "../sys/lazy-node-modules.js";
import { type Choice, choosePassed } from "./choose-passed.js";
import { take } from "./descriptor-owners.js";
import { type ListenFdsOptions, listenFdsWithNames } from "./listen-fds.js";
import type { PassedSocket } from "./passed-socket.js";
import { requireConnection, requireFifo } from "./require-kind.js";
import { requireNode } from "./require-node.js";
import { socketInfo } from "./socket-info.js";

/** Selects a connection, and how Node treats it. */
export interface ConnectionOptions
  extends Choice,
    Pick<ListenFdsOptions, "grammar" | "missingPid"> {
  /** Whether we may still write after the client has ended its half; false by default, as in node:net. */
  allowHalfOpen?: boolean;
  /** Takes our standard input, on which inetd(8) and StandardInput=socket pass the connection. */
  inetd?: boolean;
}

/**
 * Returns the connection for which this process was started (Accept=yes); undefined when none was passed.
 * @throws what listenFdsWithNames throws, LISTEN_NAME_UNKNOWN, LISTEN_CHOICE_OPEN, LISTEN_KIND_REFUSED,
 * LISTEN_FD_TAKEN, LISTEN_FD_CLOSED
 */
export function connection(options: ConnectionOptions = {}): Socket | undefined {
  const { allowHalfOpen = false, inetd = false } = options;
  const chosen = inetd
    ? standardInput()
    : choosePassed(listenFdsWithNames(options), options, "stream");
  if (chosen === undefined) return undefined;
  requireNode();
  requireConnection(chosen);
  const { fd, closed } = take(chosen, "connection()");
  const socket = new (net().Socket)({ fd, readable: true, writable: true, allowHalfOpen });
  socket.once("close", closed);
  return socket;
}

function standardInput(): PassedSocket | undefined {
  const info = socketInfo(0);
  return info.kind === "socket" ? { ...info, name: "stdin", stored: false } : undefined;
}

/**
 * Returns the passed FIFO (ListenFIFO=) as a readable stream; undefined when none was passed. The stream has no end,
 * because systemd holds the FIFO open for writing.
 * @throws what connection throws
 */
export function openFifo(
  options: Choice & Pick<ListenFdsOptions, "grammar" | "missingPid"> = {},
): Socket | undefined {
  const chosen = choosePassed(listenFdsWithNames(options), options);
  if (chosen === undefined) return undefined;
  requireNode();
  requireFifo(chosen);
  const { fd, closed } = take(chosen, "openFifo()");
  // fs.createReadStream would fail with EAGAIN, or block a thread of the pool.
  const stream = new (net().Socket)({ fd, readable: true, writable: false });
  stream.once("close", closed);
  return stream;
}
