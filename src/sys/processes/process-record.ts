import { closeSync, openSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** What /proc shows of one process. */
export interface ProcessRecord {
  /** One letter of proc_pid_stat(5): "Z" has ended and waits for its parent to ask. */
  readonly state: string;
  readonly threads: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly startTicks: string;
  /** The real user id. */
  readonly uid: number;
  /** The first 4096 bytes of it; empty while the process is in execve(2), and for kernel threads. */
  readonly commandLine: readonly string[];
}

/** `none` has this pid, or it is `hidden` from us (mount option hidepid=). */
export function readProcessRecord(pid: number): ProcessRecord | "none" | "hidden" {
  try {
    const uid = readUid(pid);
    const commandLine = readCommandLine(pid);
    // Last: what has the start time that is expected had the pid at the reads before, too.
    return { uid, commandLine, ...readStat(pid) };
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return "none";
    if (hasCode(error, "EPERM", "EACCES")) return "hidden";
    throw error;
  }
}

function readUid(pid: number): number {
  const [, real] = readFileSync(`/proc/${pid}/status`, "utf8").match(/^Uid:\s+(\d+)/m) ?? [];
  return Number(real);
}

function readStat(pid: number): Pick<ProcessRecord, "state" | "threads" | "startTicks"> {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name stands in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "", threads = "", startTicks = ""] = [fields[0], fields[17], fields[19]];
  return { state, threads: Number(threads), startTicks };
}

const longestCommandLine = 4096;

function readCommandLine(pid: number): string[] {
  const fd = openSync(`/proc/${pid}/cmdline`, "r");
  try {
    const bytes = Buffer.alloc(longestCommandLine);
    return splitCommandLine(bytes.subarray(0, readSync(fd, bytes)));
  } finally {
    closeSync(fd);
  }
}

/** Each argument ends with a NUL, but for one that was cut, or that the process has written over. */
export function splitCommandLine(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  return Buffer.from(bytes).toString("utf8").replace(/\0$/, "").split("\0");
}

/** Which boot and which pid namespace the numbers in /proc are of. */
export interface ProcScope {
  readonly boot: string;
  readonly pidNamespace: string;
}

/** Undefined without /proc, or with that of another pid namespace, whose numbers are other processes. */
export function readProcScope(): ProcScope | undefined {
  try {
    if (readlinkSync("/proc/self") !== String(process.pid)) return undefined;
    return {
      boot: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
      pidNamespace: readlinkSync("/proc/self/ns/pid").replace(/\D/g, ""),
    };
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
