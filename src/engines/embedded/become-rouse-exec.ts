import { buildArgv, type RouseExecCommand } from "../../rouse-exec/command-line.js";
import { renewalStep } from "../../rouse-exec/find-rouse-exec.js";
import { requireRouseExec } from "../../rouse-exec/require-rouse-exec.js";
import { replaceProcess } from "../../sys/programs/replace-process.js";

/**
 * Becomes rouse-exec, which opens the sockets and says so. Returns only by throwing.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE, ROUSE_EXEC_DAMAGED, EXEC_FAILED
 */
export function becomeRouseExec(command: RouseExecCommand): Promise<never> {
  return replaceProcess({
    path: requireRouseExec(),
    argv: buildArgv(command),
    next: renewalStep(),
  });
}
