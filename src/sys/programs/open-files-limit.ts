import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { hasCode } from "../../errors/has-code.js";
import { readProcessStat } from "../processes/process-stat.js";

/** The limits of open files, soft and hard: getrlimit(2). */
interface OpenFiles {
  soft: number;
  hard: number;
}

/**
 * Returns the limits that a program would have inherited in our place, where ours are others: Node raises its soft limit
 * to the hard one as it starts, and its children inherit that. Returns undefined where no parent can be looked at.
 */
export function findOpenFilesLimit(): OpenFiles | undefined {
  const self = findAncestor(process.pid);
  const soft = self && findSoftLimit(self);
  if (!self || soft === undefined || soft === self.openFiles.soft) return undefined;
  const { hard } = self.openFiles;
  return { soft: Math.min(soft, hard), hard };
}

/** This process, or one that it descends from. */
interface Ancestor {
  parent: number;
  session: number;
  openFiles: OpenFiles;
  isNode: boolean;
}

/**
 * Returns the soft limit of the process that started the topmost Node above us. That Node is this process, npx, or npm
 * with shells in between, and every soft limit below it is the hard one. A lower soft limit or a different hard one was
 * set on purpose, and holds for every process below it.
 */
function findSoftLimit(self: Ancestor): number | undefined {
  let above = findAncestor(self.parent);
  let starter = above;
  while (above && above.session === self.session && above.openFiles.hard === self.openFiles.hard) {
    const { isNode, openFiles, parent } = above;
    if (!isNode && openFiles.soft < openFiles.hard) break;
    above = findAncestor(parent);
    if (isNode) starter = above;
  }
  return starter?.openFiles.soft;
}

function findAncestor(pid: number): Ancestor | undefined {
  try {
    const { parent, session } = readProcessStat(pid);
    const isNode = basename(readExecutable(pid)) === "node";
    return { parent, session, openFiles: readOpenFilesLimits(pid), isNode };
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  }
}

function readOpenFilesLimits(pid: number): OpenFiles {
  const text = readFileSync(`/proc/${pid}/limits`, "utf8");
  const [, soft, hard] = text.match(/^Max open files +(\d+) +(\d+)/m) ?? [];
  // Never "unlimited": fs.nr_open is the kernel's own limit for this one.
  return { soft: Number(soft), hard: Number(hard) };
}

/** Returns "" for a process of another user: everybody may read its limits, but not the link to its executable. */
function readExecutable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch (error) {
    if (hasCode(error, "EACCES")) return "";
    throw error;
  }
}
