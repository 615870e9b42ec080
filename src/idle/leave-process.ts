import { stopping } from "../notify/verbs.js";
import { timers } from "../sys/lazy-node-modules.js";
import type { WatchedServer } from "./watched-server.js";

/** The steps before the process ends. */
export interface LeaveOptions {
  /**
   * Called before the process ends, when no more clients are accepted: later ones wait for the next start. A handler of
   * SIGTERM is called in addition.
   */
  beforeExit?: () => unknown;
  /**
   * Called with what `beforeExit` threw, and when STOPPING=1 could not be sent; the process ends nevertheless. Without
   * it, these are uncaught errors.
   */
  onError?: (error: unknown) => void;
}

/** How long a client of HTTP/2 may take to learn that its session has ended. */
const goAwayMs = 1000;

/**
 * Ends the process, which has no client and accepts none. SIGTERM ends it as at `systemctl stop`, by the program's own
 * handler if it has one. systemd counts both as a success, and enforces TimeoutStopSec= since it got STOPPING=1.
 */
export async function leave(
  watched: readonly WatchedServer[],
  options: LeaveOptions,
): Promise<void> {
  // With its servers closed, nothing else may keep the process alive until all this is done.
  const stay = setInterval(() => undefined, 60_000);
  const end = performance.now() + goAwayMs;
  while (!watched.every((each) => each.isGone()) && performance.now() < end)
    await timers().setTimeout(5);
  await attempt(() => stopping({ status: "idle" }), options);
  await attempt(async () => options.beforeExit?.(), options);
  endBySignal(stay);
}

/** `stay` runs until the program's own handler is called, because Node does not keep the process alive for that. */
function endBySignal(stay: NodeJS.Timeout): void {
  if (process.listenerCount("SIGTERM") > 0) process.once("SIGTERM", () => clearInterval(stay));
  process.kill(process.pid, "SIGTERM");
}

async function attempt(step: () => Promise<unknown>, { onError }: LeaveOptions): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (onError) onError(error);
    else queueMicrotask(() => rethrow(error));
  }
}

function rethrow(error: unknown): never {
  throw error;
}
