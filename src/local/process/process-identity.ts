import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { readProcessRecord, readProcScope } from "../../sys/processes/process-record.js";

/** What tells a process from every other that has, had or will have its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** `BOOT:TICKS`: the boot id, and the clock ticks since then (field 22 of /proc/PID/stat). */
  readonly startTime: string;
  /** The inode of the pid namespace in which `pid` counts. */
  readonly pidNamespace: string;
  /** At most the first 4096 bytes, as /proc/PID/cmdline shows them. */
  readonly commandLine: readonly string[];
}

/** Returns the identity of this process. @throws PROC_UNREADABLE */
export function ownIdentity(): ProcessIdentity {
  const { pid } = process;
  const scope = readProcScope();
  const record = readProcessRecord(pid);
  if (scope === undefined || typeof record === "string")
    throw new RouseError("PROC_UNREADABLE", {});
  const { commandLine, startTicks } = record;
  const { boot, pidNamespace } = scope;
  return { pid, startTime: `${boot}:${startTicks}`, pidNamespace, commandLine };
}

/**
 * Whether a process is still there. `gone` is certain, even if another process has its pid by now; only a process
 * that is `alive` may get a signal from us; `unknown` is neither.
 */
export interface Liveness {
  readonly is: "alive" | "gone" | "unknown";
  readonly why: string;
}

/** Tells whether the process with this identity is still there. The first rung that applies decides. */
export function checkLiveness(identity: ProcessIdentity): Liveness {
  const { pid, startTime, pidNamespace, commandLine } = identity;
  const scope = readProcScope();
  if (scope === undefined) return unknown("/proc does not show the processes beside us");
  if (!startTime.startsWith(`${scope.boot}:`)) return gone("it began before the last boot");
  if (pidNamespace !== scope.pidNamespace) return unknown("it is in another pid namespace");
  const found = readProcessRecord(pid);
  if (typeof found === "string") return checkUnseen(pid);
  if (startTime !== `${scope.boot}:${found.startTicks}`)
    return gone(`the pid ${pid} was given to another process`);
  if (hasEnded(found)) return gone("it has ended, and its parent has not waited for it yet");
  if (found.uid !== process.getuid?.()) return unknown(`it belongs to user ${found.uid} now`);
  if (found.commandLine.length === 0) return unknown("it is becoming another program");
  if (!hasSameArguments(found.commandLine, commandLine))
    return gone(`the pid ${pid} runs another program`);
  return { is: "alive", why: `process ${pid} is the one that began then` };
}

/** The mount option hidepid= hides the processes of other users, and those of our own that we may not trace. */
function checkUnseen(pid: number): Liveness {
  try {
    process.kill(pid, 0);
    return unknown("/proc does not show it, and some process has its pid");
  } catch (error) {
    if (hasCode(error, "ESRCH")) return gone(`no process has the pid ${pid}`);
    if (hasCode(error, "EPERM")) return gone(`the pid ${pid} belongs to another user`);
    throw error;
  }
}

function gone(why: string): Liveness {
  return { is: "gone", why };
}

function unknown(why: string): Liveness {
  return { is: "unknown", why };
}

/** The main thread of a process can end before the others; then only their number shows that the process has not. */
function hasEnded({ state, threads }: { state: string; threads: number }): boolean {
  return state === "X" || (state === "Z" && threads <= 1);
}

function hasSameArguments(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((argument, index) => argument === other[index]);
}
