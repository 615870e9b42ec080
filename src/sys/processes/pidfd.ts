import { closeSync, fstatSync, statfsSync } from "node:fs";
import { constants } from "node:os";
import { RouseError } from "../../errors/rouse-error.js";
import { errnoName, native } from "../libc/native.js";

/** The same on every architecture. */
const SYS_pidfd_send_signal = 424;
const SYS_pidfd_open = 434;
/** From <linux/magic.h>: before Linux 6.9 every pidfd has the inode of all anonymous files, which tells nothing. */
const PID_FS_MAGIC = 0x50494446;

/**
 * The number that this process alone has until the next boot, unlike its pid: the inode of its pidfd.
 * Undefined where it cannot be had: Linux before 6.9, no koffi, pidfd_open forbidden.
 */
export function findOwnPidfdId(): bigint | undefined {
  const pidfd = openPidfd(process.pid);
  if ("errno" in pidfd) return undefined;
  const { fd } = pidfd;
  try {
    const isPidfs = statfsSync(`/proc/self/fd/${fd}`).type === PID_FS_MAGIC;
    return isPidfs ? fstatSync(fd, { bigint: true }).ino : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** One process, whatever becomes of its pid. */
export interface Pidfd {
  readonly fd: number;
  /** Undefined when it was sent, else why not: "ESRCH" when the process has ended. */
  send(signal: "SIGTERM" | "SIGKILL"): string | undefined;
  close(): void;
}

type Syscall = (number: number, ...typesAndValues: (string | number | null)[]) => number;

/** A pidfd_open(2), or why not: ESRCH when no process has the pid, ENOSYS without koffi and before Linux 5.3. */
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
