import { readFileSync } from "node:fs";

/** The name of a process, at most 15 bytes: proc_pid_comm(5). Undefined when there is no such process. */
export function findProcessName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
  } catch (error) {
    const isGone =
      error instanceof Error && "code" in error && ["ENOENT", "ESRCH"].includes(`${error.code}`);
    if (isGone) return undefined;
    throw error;
  }
}
