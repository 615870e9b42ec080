import { type NotifyOptions, notify } from "./notify.js";
import { malformed, shown } from "./notify-errors.js";

/** What else may be said in the same message. */
export interface SayOptions extends NotifyOptions {
  /** STATUS: one line for people, shown by `systemctl status`. */
  status?: string;
}

/**
 * READY=1: started, or reloaded.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function ready(options: SayOptions = {}): Promise<boolean> {
  return notify({ ready: true, ...statusOf(options) }, options);
}

/**
 * RELOADING=1 with MONOTONIC_USEC; `ready()` must follow. `onReload` does both.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function reloading(options: SayOptions = {}): Promise<boolean> {
  return notify({ reloading: true, ...statusOf(options) }, options);
}

/**
 * STOPPING=1: on the way out; from then on TimeoutStopSec= counts.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function stopping(options: SayOptions = {}): Promise<boolean> {
  return notify({ stopping: true, ...statusOf(options) }, options);
}

/**
 * STATUS: one line for people, shown by `systemctl status`; empty clears it.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function status(text: string, options: NotifyOptions = {}): Promise<boolean> {
  return notify({ status: text }, options);
}

/**
 * EXTEND_TIMEOUT_USEC: this many milliseconds more, from now, to start, run or stop. Say it again before they
 * are over, or be ended.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export async function extendTimeout(ms: number, options: NotifyOptions = {}): Promise<boolean> {
  if (!(ms > 0 && ms * 1000 <= Number.MAX_SAFE_INTEGER))
    throw malformed("EXTEND_TIMEOUT_USEC", `expected milliseconds above 0, got ${shown(ms)}`);
  return notify({ extendTimeoutUsec: Math.ceil(ms * 1000) }, options);
}

/**
 * MAINPID: the process that this service is from now on; one of its own, unless we are root.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function mainPid(pid: number, options: NotifyOptions = {}): Promise<boolean> {
  return notify({ mainPid: pid }, options);
}

function statusOf({ status }: SayOptions): { status?: string } {
  return status === undefined ? {} : { status };
}
