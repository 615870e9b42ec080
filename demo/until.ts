import { setTimeout as sleep } from "node:timers/promises";

/** The demo as a whole ends by itself. */
export const timeLimit = AbortSignal.timeout(60_000);

/** Waits for `condition` to give a value; throws with `what` when a deadline passes first. */
export async function until<T>(
  what: string,
  deadlineMs: number,
  condition: () => T | undefined,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    if (timeLimit.aborted) throw new Error(`${what} was not seen before the demo's 60 s were over`);
    const value = condition();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`${what} was not seen within ${deadlineMs} ms`);
    await sleep(5);
  }
}
