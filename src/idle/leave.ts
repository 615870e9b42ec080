import { stopping } from "../notify/verbs.js";
import { timers } from "../sys/on-use.js";
import type { Watched } from "./watched-server.js";

export interface LeaveOptions {
  /**
   * Done before the process ends, when no more clients are let in: those who come wait for its end. What
   * SIGTERM does, it does besides.
   */
  beforeExit?: () => unknown;
  /**
   * Hears what `beforeExit` threw, and that STOPPING=1 could not be sent; the process ends all the same.
   * Without it they are errors that nobody catches.
   */
  onError?: (error: unknown) => void;
}

/** How long a client of HTTP/2 may take to hear that its session is over. */
const farewellMs = 1000;

/**
 * No client is there, none is let in. SIGTERM ends us as at `systemctl stop`: by the program's own handler if it
 * has one. systemd counts both as a success, and ends us after TimeoutStopSec=, for it knows since STOPPING=1.
 */
export async function leave(watched: readonly Watched[], options: LeaveOptions): Promise<void> {
  // With its servers closed nothing else may keep the process alive until all this is done.
  const stay = setInterval(() => undefined, 60_000);
  const end = performance.now() + farewellMs;
  while (!watched.every((each) => each.isGone()) && performance.now() < end)
    await timers().setTimeout(5);
  await attempt(() => stopping({ status: "idle" }), options);
  await attempt(async () => options.beforeExit?.(), options);
  endBySignal(stay);
}

/** `stay` lasts until the program's own handler is called, for which Node does not keep the process alive. */
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
