import { readTable } from "./read-table.js";
import { parseUnixTable } from "./unix-table.js";

export interface UnixConnections {
  count: number;
  /** How many of them no process has accepted yet. */
  unaccepted: number;
}

/**
 * Returns the number of connections to the unix sockets of each name, `/path` or `@abstract`, in our network
 * namespace.
 */
export function countUnixConnections(): Map<string, UnixConnections> {
  const counts = new Map<string, UnixConnections>();
  for (const { state, name } of parseUnixTable(readTable("unix"))) {
    // The accepted end has the path of its listener; the client's end seldom has a name.
    if (name === "" || !connected.includes(state)) continue;
    const { count, unaccepted } = counts.get(name) ?? { count: 0, unaccepted: 0 };
    const waits = state === connecting ? 1 : 0;
    counts.set(name, { count: count + 1, unaccepted: unaccepted + waits });
  }
  return counts;
}

/** SS_CONNECTING of linux/net.h, the state of a socket that waits to be accepted. */
const connecting = 0x02;
/** That, and SS_CONNECTED. */
const connected = [connecting, 0x03];
