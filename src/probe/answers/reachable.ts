import { readlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { findDescendants } from "../../sys/processes/process-tree.js";

/**
 * Tells whether an address of a program is the same for us: in another namespace or below another root, a server of
 * somebody else may be there. What we may not look at is taken for another one. Where the process that bound the address
 * has ended, as that of a daemon has, the others of the program below `tree` count.
 */
export function isReachable(kind: "port" | "path", pid: number, tree: number): boolean {
  const places = kind === "port" ? ["ns/net"] : ["ns/mnt", "root"];
  const pids = readPlace(pid, "ns/net") === "gone" ? findDescendants(tree) : [pid];
  return places.every((place) => {
    const own = readPlace(process.pid, place);
    const theirs = pids.map((one) => readPlace(one, place)).filter((found) => found !== "gone");
    return theirs.length > 0 && theirs.every((found) => found === own);
  });
}

function readPlace(pid: number, place: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/${place}`);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return "gone";
    if (hasCode(error, "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
