import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** The name of a process, at most 15 bytes: proc_pid_comm(5). Undefined when there is no such process. */
export function findProcessName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  }
}
