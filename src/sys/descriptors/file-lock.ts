import { errnoName, native } from "../libc/native.js";

/** From <sys/file.h>. */
const LOCK_EX = 2;
const LOCK_NB = 4;
let flock: ((fd: number, operation: number) => number) | undefined;

/**
 * Calls flock(2) on the descriptor without waiting. The lock ends when the descriptor is closed, and so with this
 * process, however that ends.
 * @returns undefined when we have the lock, else the name of the errno: EAGAIN when another process has it
 * @throws NATIVE_MISSING
 */
export function tryLock(fd: number): string | undefined {
  flock ??= native().libc.func("int flock(int fd, int operation)");
  return flock(fd, LOCK_EX | LOCK_NB) === 0 ? undefined : errnoName();
}
