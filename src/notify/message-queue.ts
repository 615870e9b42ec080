import { timers } from "../sys/on-use.js";

/** One look: true when it is done, false when it may be later. It throws what is final. */
export type Attempt = () => boolean;

/** What comes of an attempt that was never done in time. */
export type OnLate = () => Error;

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Attempts at once, in the call itself. Where that would block, again and again without holding up the event
 * loop; messages that come meanwhile wait behind it, because READY=1 must not overtake STOPPING=1.
 */
export async function inOrder(attempt: Attempt, timeoutMs: number, late: OnLate): Promise<void> {
  if (waiting === 0 && attempt()) return;
  return queued(() => patiently(attempt, timeoutMs, late));
}

/** After all that wait, and before all that come. */
export async function queued(work: () => Promise<void>): Promise<void> {
  waiting++;
  const mine = last.then(work).finally(() => {
    waiting--;
  });
  last = mine.catch(() => undefined);
  return mine;
}

/** Attempts until it is done, more and more seldom, up to 20 times a second. */
export async function patiently(attempt: Attempt, timeoutMs: number, late: OnLate): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (let delayMs = 1; !attempt(); delayMs = Math.min(2 * delayMs, 50)) {
    if (performance.now() >= end) throw late();
    await timers().setTimeout(delayMs);
  }
}
