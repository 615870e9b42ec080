import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";

/** How long a test waits for what must happen. Only a hang takes so long, however slow and busy the machine is. */
export const patienceMs = 60_000;

export interface Patience {
  deadlineMs?: number;
  everyMs?: number;
  /** What is waited for, for the failure message: "the socket to be closed"; a function is asked at the end. */
  what?: string | (() => string);
}

/**
 * Polls until `condition` gives something truthy, and returns that.
 * The failure says what was waited for, how long, and what the condition gave last.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { deadlineMs = patienceMs, everyMs = 10, what = String(condition) }: Patience = {},
): Promise<Exclude<T, false | 0 | "" | null | undefined>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (isSomething(value)) {
      // A report or /proc is read before the pipes in which the output that came earlier is waiting.
      await turn();
      return value;
    }
    if (performance.now() > end) {
      const name = typeof what === "string" ? what : what();
      throw new Error(`waited ${deadlineMs} ms for ${name}; the last look gave ${String(value)}`);
    }
    await pause(everyMs);
  }
}

/**
 * Makes the attempt until it is quick enough. What is quick is so now and then on the busiest machine, and what waits
 * by intent never is.
 */
export function untilQuick<T>(attempt: () => T | Promise<T>, what: string) {
  return until(attempt, { deadlineMs: 2 * patienceMs, what });
}

/** Gives what `promise` gives, or fails when it has given nothing by the deadline. */
export async function within<T>(
  promise: Promise<T>,
  deadlineMs: number,
  what: () => string,
): Promise<T> {
  const stop = new AbortController();
  const late = pause(deadlineMs, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`waited ${deadlineMs} ms for ${what()}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}

function isSomething<T>(value: T): value is Exclude<T, false | 0 | "" | null | undefined> {
  return Boolean(value);
}
