import { closeSync, fstatSync, statfsSync } from "node:fs";
import { constants } from "node:os";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { errnoName, native } from "../libc/native.js";

/** These two numbers are the same on every architecture. */
const SYS_pidfd_send_signal = 424;
const SYS_pidfd_open = 434;
/** From <linux/magic.h>: before Linux 6.9 every pidfd has the inode of all anonymous files, which tells nothing. */
const PID_FS_MAGIC = 0x50494446;

/**
 * Returns the number that, unlike its pid, this process alone has until the next boot: the inode of its pidfd.
 * Returns undefined before Linux 6.9, without koffi, and where pidfd_open(2) is forbidden.
 */
export function findOwnPidfdId(): bigint | undefined {
  const pidfd = openPidfd(process.pid);
  if ("errno" in pidfd) return undefined;
  const { fd } = pidfd;
  try {
    const isPidfs = statfsSync(`/proc/self/fd/${fd}`).type === PID_FS_MAGIC;
    return isPidfs ? fstatSync(fd, { bigint: true }).ino : undefined;
  } catch (error) {
    // Without /proc.
    if (hasCode(error, "ENOENT", "EACCES", "EPERM")) return undefined;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** A descriptor of one process, whatever becomes of its pid. */
interface Pidfd {
  readonly fd: number;
  /** Returns undefined when the signal was sent, else the name of the errno: "ESRCH" when the process has ended. */
  send(signal: "SIGTERM" | "SIGKILL"): string | undefined;
  close(): void;
}

type Syscall = (number: number, ...typesAndValues: (string | number | null)[]) => number;

/** Calls pidfd_open(2). ESRCH: no process has the pid; ENOSYS: there is no koffi, or Linux is older than 5.3. */
export function openPidfd(pid: number): Pidfd | { errno: string } {
  const syscall = loadSyscall();
  if (syscall === undefined) return { errno: "ENOSYS" };
  const fd = syscall(SYS_pidfd_open, "int", pid, "uint", 0);
  if (fd === -1) return { errno: errnoName() };
  return { fd, send: (signal) => send(syscall, fd, signal), close: () => closeSync(fd) };
}

function send(syscall: Syscall, fd: number, signal: "SIGTERM" | "SIGKILL"): string | undefined {
  const number = constants.signals[signal];
  const sent = syscall(SYS_pidfd_send_signal, "int", fd, "int", number, "void *", null, "uint", 0);
  return sent === -1 ? errnoName() : undefined;
}

let loaded: Syscall | undefined;

function loadSyscall(): Syscall | undefined {
  try {
    loaded ??= native().libc.func("long syscall(long number, ...)");
    return loaded;
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return undefined;
    throw error;
  }
}
