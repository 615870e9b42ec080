import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { hasCode } from "../../errors/has-code.js";

export interface Limits {
  soft: number;
  hard: number;
}

/** What /proc says about a process; undefined when it is gone or hidden from us. */
export interface ProcessInfo {
  parent: number;
  session: number;
  openFiles: Limits;
  isNode: boolean;
}

export function readProcess(pid: number): ProcessInfo | undefined {
  try {
    return {
      ...readStat(pid),
      openFiles: readOpenFilesLimits(pid),
      isNode: basename(readExecutable(pid)) === "node",
    };
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  }
}

function readStat(pid: number): { parent: number; session: number } {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name stands in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { parent: Number(fields[1]), session: Number(fields[3]) };
}

function readOpenFilesLimits(pid: number): Limits {
  const text = readFileSync(`/proc/${pid}/limits`, "utf8");
  const [, soft, hard] = text.match(/^Max open files +(\d+) +(\d+)/m) ?? [];
  // Never "unlimited": fs.nr_open is the kernel's own limit for this one.
  return { soft: Number(soft), hard: Number(hard) };
}

/** Empty for a process of another user: its limits are for all to read, its executable is not. */
function readExecutable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch (error) {
    if (hasCode(error, "EACCES")) return "";
    throw error;
  }
}
