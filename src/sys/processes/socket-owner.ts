import { findOpenSockets } from "./open-files.js";
import { findProcessName } from "./process-name.js";
import { listProcesses } from "./process-tree.js";

/**
 * Returns a process that has the socket open; of several the one with the lowest pid, which most likely made it.
 * Returns undefined when none is found, as for sockets of other users, whose descriptors are hidden from us.
 */
export function findSocketOwner(inode: string): { pid: number; name: string } | undefined {
  const pids = listProcesses().sort((a, b) => a - b);
  const owner = pids.find((pid) => findOpenSockets(pid).includes(inode));
  return owner === undefined ? undefined : { pid: owner, name: findProcessName(owner) ?? "?" };
}
