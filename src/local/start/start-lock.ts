import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { tryLock } from "../../sys/descriptors/file-lock.js";
import { timers } from "../../sys/lazy-node-modules.js";
import { makeRuntimeFolder } from "../runtime/runtime-folder.js";

/** The right to start a daemon of a service; one process at a time has it. */
interface StartLock {
  release(): void;
}

const betweenTriesMs = 20;

/**
 * Waits until no other process is starting `service`. The lock is the kernel's (flock(2)) and ends with the process
 * that holds it, however that ends. The file `daemon.lock` stays, because removing it would let two processes in.
 * Without koffi there is no lock: two daemons that start in the same instant then meet at bind(2), if at all.
 * @throws LOCAL_START_BUSY after `longestWaitMs`, NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function acquireStartLock(
  service: string,
  longestWaitMs = 10_000,
): Promise<StartLock> {
  const path = join(makeRuntimeFolder(service), "daemon.lock");
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    await waitForLock(fd, service, longestWaitMs);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  let isHeld = true;
  return {
    release() {
      if (isHeld) closeSync(fd);
      isHeld = false;
    },
  };
}

async function waitForLock(fd: number, service: string, longestWaitMs: number): Promise<void> {
  const end = performance.now() + longestWaitMs;
  for (;;) {
    const errno = tryLockIfNative(fd);
    if (errno === undefined) return writeHolder(fd);
    if (errno !== "EAGAIN" && errno !== "EINTR") {
      throw new RouseError("SYSTEM_CALL_FAILED", { call: "flock", fd, errno });
    }
    if (performance.now() > end) throw busy(fd, service, longestWaitMs);
    await timers().setTimeout(betweenTriesMs);
  }
}

/** Returns undefined when the lock is held, or cannot be, and the errno of flock(2) otherwise. */
function tryLockIfNative(fd: number): string | undefined {
  try {
    return tryLock(fd);
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return undefined;
    throw error;
  }
}

/** Writes our pid into the file, so that a process that waits too long can name us. */
function writeHolder(fd: number): void {
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n`, 0);
}

function busy(fd: number, service: string, waitedMs: number): RouseError {
  const holder = readFileSync(`/proc/self/fd/${fd}`, "utf8").trim() || "(not named yet)";
  return new RouseError("LOCAL_START_BUSY", { service, holder, waitedMs });
}
