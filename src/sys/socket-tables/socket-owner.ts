import { readdirSync, readlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { findProcessName } from "../processes/process-name.js";

/**
 * A process that has the socket open: of several the oldest, which made it. Undefined when none is found, as for
 * sockets of other users, whose descriptors are hidden from us.
 */
export function findSocketOwner(inode: string): { pid: number; name: string } | undefined {
  const pids = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
  const pid = pids.sort((a, b) => a - b).find((one) => hasSocket(one, `socket:[${inode}]`));
  return pid === undefined ? undefined : { pid, name: findProcessName(pid) ?? "?" };
}

function hasSocket(pid: number, target: string): boolean {
  return descriptorsOf(pid).some((fd) => readLink(`/proc/${pid}/fd/${fd}`) === target);
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    if (hasCode(error, ...hidden)) return [];
    throw error;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (hasCode(error, ...hidden)) return undefined;
    throw error;
  }
}

/** Gone meanwhile, or not ours to look at. */
const hidden = ["ENOENT", "ESRCH", "EACCES", "EPERM"];
