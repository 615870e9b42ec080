import { readFileSync } from "node:fs";

/** Fields of /proc/PID/stat: proc_pid_stat(5). */
export interface ProcessStat {
  /** One letter: "Z" for a process that has ended and whose parent has not waited for it yet. */
  readonly state: string;
  readonly parent: number;
  readonly session: number;
  readonly threads: number;
  /** Field 22: clock ticks from boot to the start of the process. */
  readonly startTicks: string;
}

/** Throws what readFileSync throws: ENOENT or ESRCH for a process that is gone. */
export function readProcessStat(pid: number): ProcessStat {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name stands in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "", startTicks = ""] = [fields[0], fields[19]];
  const [parent, session, threads] = [fields[1], fields[3], fields[17]].map(Number);
  return { state, parent: parent ?? 0, session: session ?? 0, threads: threads ?? 0, startTicks };
}
