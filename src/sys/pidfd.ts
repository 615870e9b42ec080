import { closeSync, fstatSync, statfsSync } from "node:fs";
import { RouseError } from "../errors.js";
import { native } from "./native.js";

/** The same on every architecture. */
const SYS_pidfd_open = 434;
/** From <linux/magic.h>: before Linux 6.9 every pidfd has the inode of all anonymous files, which tells nothing. */
const PID_FS_MAGIC = 0x50494446;

/**
 * The number that this process alone has until the next boot, unlike its pid: the inode of its pidfd.
 * Undefined where it cannot be had: Linux before 6.9, no koffi, pidfd_open forbidden.
 */
export function findOwnPidfdId(): bigint | undefined {
  const fd = openOwnPidfd();
  if (fd === undefined) return undefined;
  try {
    const isPidfs = statfsSync(`/proc/self/fd/${fd}`).type === PID_FS_MAGIC;
    return isPidfs ? fstatSync(fd, { bigint: true }).ino : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

function openOwnPidfd(): number | undefined {
  try {
    const syscall = native().libc.func("long syscall(long number, ...)");
    const fd: number = syscall(SYS_pidfd_open, "int", process.pid, "uint", 0);
    return fd === -1 ? undefined : fd;
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return undefined;
    throw error;
  }
}
