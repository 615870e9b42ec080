import { closeSync, openSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { type ProcessStat, readProcessStat } from "./process-stat.js";
import { splitCommandLine } from "./split-command-line.js";

/** A process as /proc shows it. */
interface ProcessRecord extends ProcessStat {
  /** The real user id. */
  readonly uid: number;
  /** Its first 4096 bytes; empty while the process is in execve(2), and for kernel threads. */
  readonly commandLine: readonly string[];
}

/** Returns "none" when no process has this pid, and "hidden" when we may not look at it (mount option hidepid=). */
export function readProcessRecord(pid: number): ProcessRecord | "none" | "hidden" {
  try {
    const uid = readUid(pid);
    const commandLine = readCommandLine(pid);
    // Last: a process with the expected start time had the pid during the reads before, too.
    return { uid, commandLine, ...readProcessStat(pid) };
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

/** The boot and the pid namespace in which the numbers of /proc are valid. */
interface ProcScope {
  readonly boot: string;
  readonly pidNamespace: string;
}

/** Returns undefined without /proc, and where /proc belongs to another pid namespace, in which numbers differ. */
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
