import { timers } from "../sys/lazy-node-modules.js";

/**
 * Calls `isDone` until it returns true, at once and then after growing pauses of 1 to 50 ms. An error that it throws is
 * final.
 * @throws what `late` returns, when `isDone` has not returned true in time
 */
export async function pollUntil(
  isDone: () => boolean,
  timeoutMs: number,
  late: () => Error,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (let delayMs = 1; !isDone(); delayMs = Math.min(2 * delayMs, 50)) {
    if (performance.now() >= end) throw late();
    await timers().setTimeout(delayMs);
  }
}
