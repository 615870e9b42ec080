import { setTimeout as pause } from "node:timers/promises";
import type { Run } from "./servers.js";
import { askOnce, failed, newTally, type Tally } from "./tally.js";

export interface Race {
  /** It ends after so many of them, … */
  cycles?: number;
  /** … or of these. */
  requests?: number;
  idleMs: number;
  ask: () => Promise<Run>;
  /** So many ask at once. */
  clients?: number;
}

/**
 * Asks again and again at about the moment when the program falls asleep. That moment is searched for:
 * a request that found the same run is followed by a longer pause, one that found another by a shorter.
 */
export async function raceTheSleep(race: Race): Promise<Tally> {
  const { cycles = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY } = race;
  const { idleMs, ask, clients = 1 } = race;
  const tally = newTally();
  let { pid } = await ask();
  let delay = idleMs;
  const step = idleMs / 50;
  while (tally.cycles < cycles && tally.requests < requests && failed(tally) < 10) {
    await pause(Math.max(0, delay + idleMs * 0.2 * (Math.random() - 0.5)));
    const found = await Promise.all(Array.from({ length: clients }, () => askOnce(ask, tally)));
    const woken = found.find((other) => other !== undefined && other !== pid);
    if (woken !== undefined) tally.cycles++;
    delay += found.includes(pid) && woken === undefined ? step : -step;
    pid = woken ?? pid;
  }
  return tally;
}
