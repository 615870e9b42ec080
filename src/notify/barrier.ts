import { RouseError } from "../errors/rouse-error.js";
import { openPipe, type Pipe } from "../sys/descriptors/pipe.js";
import { native } from "../sys/libc/native.js";
import { patiently } from "./message-queue.js";
import { type NotifyOptions, notify } from "./notify.js";
import { malformed, shown } from "./notify-errors.js";

/** How long `barrier` waits, and for whom. */
export interface BarrierOptions extends NotifyOptions {
  /** How long to wait; 5000. Infinity for as long as it takes. */
  timeoutMs?: number;
}

/**
 * BARRIER=1: waits, without holding up the event loop, until the service manager has read all that was sent
 * before, as sd_notify_barrier(3). Needed before a process ends that the service manager did not start itself:
 * what comes from a process that is gone it cannot assign to a unit.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws NOTIFY_BARRIER_TIMEOUT (ETIMEDOUT), and what notify throws
 */
export async function barrier(options: BarrierOptions = {}): Promise<boolean> {
  const { timeoutMs = 5000, env = process.env } = options;
  if (typeof timeoutMs !== "number" || !(timeoutMs >= 0))
    throw malformed("BARRIER", `expected timeoutMs to be a time, got ${shown(timeoutMs)}`);
  if (env.NOTIFY_SOCKET === undefined) return false;
  native();
  const pipe = openPipe();
  if ("errno" in pipe) throw noPipe(env.NOTIFY_SOCKET, pipe.errno);
  const end = performance.now() + timeoutMs;
  await sendWriteEnd(pipe, { ...options, timeoutMs });
  return whenHungUp(pipe, timeoutMs, end);
}

/** The service manager has the only write end then. */
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
    await patiently(pipe.isHungUp, end - performance.now(), late);
    return true;
  } finally {
    pipe.closeReadEnd();
  }
}

function noPipe(address: string, errno: string): RouseError {
  return new RouseError("NOTIFY_FAILED", { address, problem: `pipe2 failed with ${errno}`, errno });
}
