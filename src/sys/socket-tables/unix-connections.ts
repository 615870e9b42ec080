import { readTable } from "./read-table.js";
import { parseUnixTable } from "./unix-table.js";

/**
 * Returns the number of connections to the unix sockets of each name, `/path` or `@abstract`, in our network
 * namespace.
 */
export function countUnixConnections(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { state, name } of parseUnixTable(readTable("unix"))) {
    // The accepted end has the path of its listener; the client's end seldom has a name.
    if (name === "" || !connected.includes(state)) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** SS_CONNECTING, the state of a socket that waits to be accepted, and SS_CONNECTED: linux/net.h. */
const connected = [0x02, 0x03];
