import { RouseError } from "../../errors/rouse-error.js";
import { errnoName, native } from "../libc/native.js";

/** From <fcntl.h>. */
const F_SETFD = 2;
const F_DUPFD_CLOEXEC = 1030;
const FD_CLOEXEC = 1;

let fcntl: ((fd: number, command: number, type: "int", value: number) => number) | undefined;

/** @throws NATIVE_MISSING, SYSTEM_CALL_FAILED */
export function setCloseOnExec(fd: number): void {
  call(fd, F_SETFD, FD_CLOEXEC);
}

/**
 * Returns another descriptor of the same socket or file, at least 3.
 * @throws NATIVE_MISSING, SYSTEM_CALL_FAILED
 */
export function duplicate(fd: number): number {
  return call(fd, F_DUPFD_CLOEXEC, 3);
}

function call(fd: number, command: number, value: number): number {
  fcntl ??= native().libc.func("int fcntl(int fd, int command, ...)");
  const result = fcntl(fd, command, "int", value);
  if (result === -1)
    throw new RouseError("SYSTEM_CALL_FAILED", { call: "fcntl", fd, errno: errnoName() });
  return result;
}
