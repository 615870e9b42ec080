import { RouseError } from "../../errors/rouse-error.js";
import { descriptorsAtStart } from "../descriptors/descriptors-at-start.js";
import { type ExecCalls, findExecCalls } from "./exec-calls.js";
import { execveOfNode, findExecve, lowerOpenFilesLimit } from "./execve-of-node.js";
import { findOpenFilesLimit } from "./open-files-limit.js";
import { runBelow } from "./run-below.js";
import type { Successor } from "./successor.js";

/**
 * Becomes another program, with the same pid and environment, as if Node had never run. Without libc, Node's own execve
 * does it, which keeps no descriptors but 0, 1 and 2; where that is missing or there are others, this process stays
 * above the program. It never returns.
 * @throws EXEC_FAILED; ExitStatus, when the program has ended below us
 */
export async function replaceProcess(program: Successor): Promise<never> {
  const calls = findExecCalls();
  if (calls !== undefined) return execByLibc(calls, program);
  lowerOpenFilesLimit();
  const execve = findExecve();
  const hasOthers = descriptorsAtStart.inherited.some((fd) => fd > 2);
  if (execve === undefined || hasOthers) return runBelow(program);
  return execveOfNode(execve, program);
}

function execByLibc(calls: ExecCalls, { path, argv, next }: Successor): never {
  const { execv, clearCloseOnExec, clearNonBlocking, setDefaultAction, errno } = calls;
  const limits = findOpenFilesLimit();
  if (limits !== undefined) calls.setOpenFilesLimit(limits);
  for (const fd of descriptorsAtStart.inherited) clearCloseOnExec(fd);
  for (const fd of descriptorsAtStart.blocking) clearNonBlocking(fd);
  // Node ignores these two, and an ignored signal stays ignored across execve(2).
  setDefaultAction("SIGPIPE");
  setDefaultAction("SIGXFSZ");
  execv(path, [...argv, null]);
  throw new RouseError("EXEC_FAILED", { path, reason: errno(), next });
}
