import { setTimeout as pause } from "node:timers/promises";
import type { Run } from "./servers.js";

export interface Tally {
  /** How often a request found another run than the one before. */
  cycles: number;
  requests: number;
  lost: number;
  refused: number;
  /** Connected only at the second attempt: a SYN that is not answered is sent again after a second. */
  late: number;
  slowestMs: number;
}

export interface Race {
  cycles: number;
  idleMs: number;
  ask: () => Promise<Run>;
}

/**
 * Asks again and again at about the moment when the program falls asleep. That moment is searched for:
 * a request that found the same run is followed by a longer pause, one that found another by a shorter.
 */
export async function raceTheSleep({ cycles, idleMs, ask }: Race): Promise<Tally> {
  const tally = { cycles: 0, requests: 0, lost: 0, refused: 0, late: 0, slowestMs: 0 };
  let { pid } = await ask();
  let delay = idleMs;
  const step = idleMs / 50;
  while (tally.cycles < cycles && tally.lost + tally.refused < 10) {
    await pause(Math.max(0, delay + idleMs * 0.2 * (Math.random() - 0.5)));
    const found = await askOnce(ask, tally);
    if (found !== undefined && found !== pid) tally.cycles++;
    delay += found === pid ? step : -step;
    pid = found ?? pid;
  }
  return tally;
}

async function askOnce(ask: Race["ask"], tally: Tally): Promise<number | undefined> {
  const began = performance.now();
  tally.requests++;
  try {
    const { pid, connectMs } = await ask();
    tally.late += connectMs > 900 ? 1 : 0;
    tally.slowestMs = Math.max(tally.slowestMs, Math.round(performance.now() - began));
    return pid;
  } catch (error) {
    if (error instanceof Error && error.message.includes("ECONNREFUSED")) tally.refused++;
    else tally.lost++;
    console.error(error);
    return undefined;
  }
}
