import { readdirSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { readProcessStat } from "./process-stat.js";

/** Returns the living descendants of a process; one that is forked meanwhile may be missing. */
export function findDescendants(pid: number): number[] {
  const pids = listProcesses();
  const parents = new Map(pids.map((child) => [child, findParent(child)]));
  const found = [pid];
  for (const parent of found) {
    for (const [child, itsParent] of parents) if (itsParent === parent) found.push(child);
  }
  return found.slice(1);
}

/** Returns the pid of each process that /proc shows. */
export function listProcesses(): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

function findParent(pid: number): number | undefined {
  try {
    return readProcessStat(pid).parent;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
