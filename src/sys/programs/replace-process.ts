import { RouseError } from "../../errors/rouse-error.js";
import { descriptorsAtStart } from "../descriptors/descriptors-at-start.js";
import { execCalls } from "./exec-calls.js";
import { restoreOpenFilesLimit } from "./open-files-limit.js";

/**
 * Becomes another program, with the same pid and environment, as if Node had never run. It never returns.
 * @throws EXEC_FAILED, NATIVE_MISSING
 */
export function replaceProcess(path: string, argv: readonly string[]): never {
  const { execv, clearCloseOnExec, clearNonBlocking, setDefaultAction, errno } = execCalls();
  restoreOpenFilesLimit();
  for (const fd of descriptorsAtStart.inherited) clearCloseOnExec(fd);
  for (const fd of descriptorsAtStart.blocking) clearNonBlocking(fd);
  // Node ignores these two, and an ignored signal stays ignored across execve(2).
  setDefaultAction("SIGPIPE");
  setDefaultAction("SIGXFSZ");
  execv(path, [...argv, null]);
  throw new RouseError("EXEC_FAILED", { path, reason: errno() });
}
