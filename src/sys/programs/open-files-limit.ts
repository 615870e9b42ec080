import { type ProcessInfo, readProcess } from "../processes/process-info.js";
import { libc } from "./exec-calls.js";

/**
 * Node raises its soft limit of open files to the hard one as it starts, and its children inherit that.
 * Puts back what a program would have got in our place; without a parent to ask, nothing is changed.
 */
export function restoreOpenFilesLimit(): void {
  const self = readProcess(process.pid);
  const soft = self && findSoftLimit(self);
  if (!self || soft === undefined || soft === self.openFiles.soft) return;
  const { hard } = self.openFiles;
  libc().setOpenFilesLimit({ soft: Math.min(soft, hard), hard });
}

/**
 * The soft limit of the process that started the topmost Node above us, which is us, npx or npm with
 * shells in between: up to there every soft limit is the hard one. A lower one, or another hard one,
 * was set on purpose and holds for all below it.
 */
function findSoftLimit(self: ProcessInfo): number | undefined {
  let above = readProcess(self.parent);
  let starter = above;
  while (above && above.session === self.session && above.openFiles.hard === self.openFiles.hard) {
    const { isNode, openFiles, parent } = above;
    if (!isNode && openFiles.soft < openFiles.hard) break;
    above = readProcess(parent);
    if (isNode) starter = above;
  }
  return starter?.openFiles.soft;
}
