import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** How many are connected to the unix sockets of each name, `/path` or `@abstract`, in our network namespace. */
export function countUnixConnections(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of readRows()) {
    const [, state = "", name] = rowPattern.exec(row) ?? [];
    if (name === undefined || !connected.includes(state)) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** SS_CONNECTING, which a socket is called that waits to be accepted, and SS_CONNECTED (linux/net.h). */
const connected = ["02", "03"];

/** Num RefCount Protocol Flags Type St Inode Path; the end that was accepted has the listener's path. */
const rowPattern = /^[\da-f]+: \S+ \S+ \S+ \S+ (\d\d) +\d+ (.+)$/i;

function readRows(): string[] {
  try {
    return readFileSync("/proc/self/net/unix", "utf8").split("\n");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
