import { RouseError } from "../errors/rouse-error.js";
import { openPipe, type Pipe } from "../sys/descriptors/pipe.js";
import { native } from "../sys/libc/native.js";
import { type NotifyOptions, notify } from "./notify.js";
import { notifyFailed, notifyMalformed, shown } from "./notify-errors.js";
import { pollUntil } from "./poll-until.js";

/** The options of `barrier`. */
export interface BarrierOptions extends NotifyOptions {
  /** How long to wait, in milliseconds: 5000 by default, Infinity for as long as it takes. */
  timeoutMs?: number;
}

/**
 * Sends BARRIER=1 and waits, without holding up the event loop, until the service manager has read all earlier
 * messages, as sd_notify_barrier(3) does. A process that the service manager did not start itself needs this before it
 * ends: a message from a process that is gone cannot be assigned to a unit.
 * @returns false, at once, where NOTIFY_SOCKET is unset
 * @throws NOTIFY_BARRIER_TIMEOUT (ETIMEDOUT), and what notify throws
 */
export async function barrier(options: BarrierOptions = {}): Promise<boolean> {
  const { timeoutMs = 5000, env = process.env } = options;
  if (typeof timeoutMs !== "number" || !(timeoutMs >= 0))
    throw notifyMalformed("BARRIER", `expected timeoutMs to be a time, got ${shown(timeoutMs)}`);
  if (env.NOTIFY_SOCKET === undefined) return false;
  native();
  const pipe = openPipe();
  if ("errno" in pipe) throw notifyFailed(env.NOTIFY_SOCKET, "pipe2", pipe.errno);
  const end = performance.now() + timeoutMs;
  await sendWriteEnd(pipe, { ...options, timeoutMs });
  return whenHungUp(pipe, timeoutMs, end);
}

/** Afterwards the service manager holds the only write end. */
async function sendWriteEnd(pipe: Pipe, options: BarrierOptions): Promise<void> {
  try {
    await notify({ barrier: pipe.writeEnd }, options);
  } catch (error) {
    pipe.closeReadEnd();
    throw error;
  } finally {
    pipe.closeWriteEnd();
  }
}

async function whenHungUp(pipe: Pipe, timeoutMs: number, end: number): Promise<boolean> {
  const late = () => new RouseError("NOTIFY_BARRIER_TIMEOUT", { timeoutMs, errno: "ETIMEDOUT" });
  try {
    await pollUntil(pipe.isHungUp, end - performance.now(), late);
    return true;
  } finally {
    pipe.closeReadEnd();
  }
}
