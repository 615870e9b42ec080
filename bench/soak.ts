import { setTimeout as pause } from "node:timers/promises";
import { askOnce, failed, newTally, type Tally } from "../test/sleep/tally.js";
import { failedRow, noneOf } from "./failed.js";
import { growthIn, growthRow, type Held, heldBy, type Looks } from "./growth.js";
import type { Measure, Row, Settings } from "./measure.js";
import { progress } from "./progress.js";
import { type Sleeper, startSleepers } from "./sleepers.js";

/** All of them together; each sleeps for most of the time between two of its clients. */
const clientsPerSecond = 20;
const idleMs = 100;
/** Each wakes so often before its memory is looked at for the first time. */
const warmUp = 20;

const goals = { failed: noneOf("the soak"), growth: growthIn("the soak") };

export const soak: Measure = { name: "soak", goals: Object.values(goals), measure };

async function measure({ rounds: clients = 400 }: Settings): Promise<Row[]> {
  const sleepers = await startSleepers(() => idleMs);
  await wakeInTurn(sleepers, warmUp * sleepers.length);
  const before = await heldAsleep(sleepers);
  const began = performance.now();
  const half = Math.ceil(clients / 2);
  const first = await wakeInTurn(sleepers, half);
  const halfway = await heldAsleep(sleepers);
  const second = await wakeInTurn(sleepers, clients - half);
  const after = await heldAsleep(sleepers);
  const seconds = (performance.now() - began) / 1000;
  const pace = `${((first.cycles + second.cycles) / seconds).toFixed(1)} wakes/s in ${seconds.toFixed(0)} s`;
  const looks = before.map((held, nth): Looks => [held, halfway[nth] ?? held, after[nth] ?? held]);
  return [failedRow(goals.failed, [first, second], pace), growthRow(goals.growth, looks)];
}

/** A client every 50 ms, each at the next one of them. */
async function wakeInTurn(sleepers: readonly Sleeper[], clients: number): Promise<Tally> {
  const tally = newTally();
  const began = performance.now();
  const wakeAgainAndAgain = async ({ askRun }: Sleeper, first: number) => {
    let latest: number | undefined;
    for (let nth = first; nth < clients && failed(tally) < 10; nth += sleepers.length) {
      const at = began + (nth * 1000) / clientsPerSecond;
      await pause(Math.max(0, at - performance.now()));
      const pid = await askOnce(askRun, tally);
      if (pid !== undefined && pid !== latest) tally.cycles++;
      latest = pid ?? latest;
      progress(tally.requests, clients);
    }
  };
  await Promise.all(sleepers.map(wakeAgainAndAgain));
  return tally;
}

async function heldAsleep(sleepers: readonly Sleeper[]): Promise<Held[]> {
  await Promise.all(sleepers.map((sleeper) => sleeper.sleeps()));
  return sleepers.flatMap(({ supervisor }) => (supervisor === undefined ? [] : heldBy(supervisor)));
}
