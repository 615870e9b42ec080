import { RouseError } from "../../errors/rouse-error.js";
import { descriptorsAtStart } from "../descriptors/descriptors-at-start.js";
import { libc } from "./exec-calls.js";
import { restoreOpenFilesLimit } from "./open-files-limit.js";

/**
 * Becomes another program, with the same pid and environment, as if Node had never been in between.
 * Returns only by throwing.
 */
export function replaceProcess(path: string, argv: readonly string[]): never {
  const { execv, clearCloseOnExec, clearNonBlocking, setDefaultAction, errno } = libc();
  restoreOpenFilesLimit();
  for (const fd of descriptorsAtStart.inherited) clearCloseOnExec(fd);
  for (const fd of descriptorsAtStart.blocking) clearNonBlocking(fd);
  // Node ignores these two, and what is ignored stays ignored over execve.
  setDefaultAction("SIGPIPE");
  setDefaultAction("SIGXFSZ");
  execv(path, [...argv, null]);
  throw new RouseError("EXEC_FAILED", { path, reason: errno() });
}
