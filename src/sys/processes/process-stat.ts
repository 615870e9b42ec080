import { readFileSync } from "node:fs";

/** Fields of /proc/PID/stat: proc_pid_stat(5). */
export interface ProcessStat {
  /** One letter: "Z" for a process that has ended and whose parent has not waited for it yet. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The process group in the foreground of its terminal; -1 without a terminal. */
  readonly foregroundGroup: number;
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
  const number = (index: number) => Number(fields[index] ?? 0);
  return {
    state,
    parent: number(1),
    group: number(2),
    session: number(3),
    foregroundGroup: number(5),
    threads: number(17),
    startTicks,
  };
}
