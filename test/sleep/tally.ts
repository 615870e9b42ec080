import { codeOf } from "../../src/errors/has-code.js";
import type { Run } from "./servers.js";

/** What came of all requests. */
export interface Tally {
  /** How often a request found another run than the one before. */
  cycles: number;
  requests: number;
  lost: number;
  refused: number;
  reset: number;
  /** Connected only at the second attempt: a SYN that is not answered is sent again after a second. */
  late: number;
  slowestMs: number;
}

/** What every tally must have. */
export const noneFailed = { lost: 0, refused: 0, reset: 0 };

export function newTally(): Tally {
  return { ...noneFailed, cycles: 0, requests: 0, late: 0, slowestMs: 0 };
}

export function failed({ lost, refused, reset }: typeof noneFailed): number {
  return lost + refused + reset;
}

/** The pid of the run that answered; undefined when the request failed, which is counted and printed. */
export async function askOnce(ask: () => Promise<Run>, tally: Tally): Promise<number | undefined> {
  const began = performance.now();
  tally.requests++;
  try {
    const { pid, connectMs } = await ask();
    tally.late += connectMs > 900 ? 1 : 0;
    tally.slowestMs = Math.max(tally.slowestMs, Math.round(performance.now() - began));
    return pid;
  } catch (error) {
    tally[kindOf(error)]++;
    console.error(error);
    return undefined;
  }
}

function kindOf(error: unknown): keyof typeof noneFailed {
  const kinds = { ECONNREFUSED: "refused", ECONNRESET: "reset" } as const;
  return kinds[codeOf(error) as keyof typeof kinds] ?? "lost";
}
