import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { tryLock } from "../../../sys/descriptors/file-lock.js";
import type { Scope } from "../../../units/plan-types.js";
import { lockFile } from "./folders.js";
import { areUnitsLocked, forgetLock, noteLock } from "./held-locks.js";

/** Longer than the 90 s that systemd gives a program to end. */
const longestWaitMs = 120_000;
const betweenTriesMs = 50;
/** After this time, a user wonders. */
const silentMs = 1000;

/**
 * Waits until no other process changes the units of a scope, and returns the release. The lock is the kernel's
 * (flock(2)), on a file in the runtime folder that stays. Without koffi, or without that folder, in which systemd has
 * its socket as well, there is no lock. `tell` is called when the wait is long.
 * @throws UNITS_BUSY after `longestWaitMs`, SYSTEM_CALL_FAILED
 */
export async function lockUnits(
  scope: Scope,
  tell: (sentence: string) => void,
): Promise<() => void> {
  if (areUnitsLocked(scope)) throw new Error(`this process has the lock of the ${scope} already`);
  const fd = openLockFile(lockFile(scope));
  try {
    if (fd !== undefined) await waitForLock(fd, scope, tell);
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw error;
  }
  noteLock(scope, fd);
  return () => {
    forgetLock(scope);
    if (fd !== undefined) closeSync(fd);
  };
}

function openLockFile(path: string): number | undefined {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  try {
    return openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return undefined;
    throw error;
  }
}

async function waitForLock(
  fd: number,
  scope: Scope,
  tell: (sentence: string) => void,
): Promise<void> {
  const begun = performance.now();
  let isTold = false;
  while (!tryLockIfNative(fd)) {
    const waitedMs = performance.now() - begun;
    const holder = readFileSync(`/proc/self/fd/${fd}`, "utf8").trim();
    if (waitedMs > longestWaitMs) throw new RouseError("UNITS_BUSY", { scope, holder, waitedMs });
    if (waitedMs > silentMs && !isTold) tell(`waiting for process ${holder}, which changes units`);
    isTold = waitedMs > silentMs;
    await pause(betweenTriesMs);
  }
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n`, 0);
}

/** Returns true when the lock is held, or cannot be. */
function tryLockIfNative(fd: number): boolean {
  try {
    const errno = tryLock(fd);
    if (errno === undefined) return true;
    if (errno === "EAGAIN" || errno === "EINTR") return false;
    throw new RouseError("SYSTEM_CALL_FAILED", { call: "flock", fd, errno });
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return true;
    throw error;
  }
}
