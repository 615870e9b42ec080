import { type NotifyOptions, notify } from "./notify.js";
import { notifyMalformed, shown } from "./notify-errors.js";

/** The options of a message that can carry a status as well. */
export interface SayOptions extends NotifyOptions {
  /** STATUS: one line for people, which `systemctl status` shows. */
  status?: string;
}

/**
 * Sends READY=1: the service has started or reloaded.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function ready(options: SayOptions = {}): Promise<boolean> {
  return notify({ ready: true, ...statusOf(options) }, options);
}

/**
 * Sends RELOADING=1 with MONOTONIC_USEC; `ready()` must follow. `onReload` does both.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function reloading(options: SayOptions = {}): Promise<boolean> {
  return notify({ reloading: true, ...statusOf(options) }, options);
}

/**
 * Sends STOPPING=1: the service is about to end, and TimeoutStopSec= counts from now on.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function stopping(options: SayOptions = {}): Promise<boolean> {
  return notify({ stopping: true, ...statusOf(options) }, options);
}

/**
 * Sends STATUS: one line for people, which `systemctl status` shows; an empty one clears it.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function status(text: string, options: NotifyOptions = {}): Promise<boolean> {
  return notify({ status: text }, options);
}

/**
 * Sends EXTEND_TIMEOUT_USEC: the service has this many more milliseconds, from now, to start, run or stop. Call it again
 * before they are over, or the service manager ends the service.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export async function extendTimeout(ms: number, options: NotifyOptions = {}): Promise<boolean> {
  if (!(ms > 0 && ms * 1000 <= Number.MAX_SAFE_INTEGER))
    throw notifyMalformed("EXTEND_TIMEOUT_USEC", `expected milliseconds above 0, got ${shown(ms)}`);
  return notify({ extendTimeoutUsec: Math.ceil(ms * 1000) }, options);
}

/**
 * Sends MAINPID: the main process of this service from now on. It must belong to the service, unless we are root.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function mainPid(pid: number, options: NotifyOptions = {}): Promise<boolean> {
  return notify({ mainPid: pid }, options);
}

function statusOf({ status }: SayOptions): { status?: string } {
  return status === undefined ? {} : { status };
}
