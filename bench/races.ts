import { raceTheSleep } from "../test/sleep/race.js";
import type { Kind } from "../test/sleep/servers.js";
import { failedRow, noneOf } from "./failed.js";
import type { Measure, Row, Settings } from "./measure.js";
import { type Sleeper, startSleepers } from "./sleepers.js";

const clients = 4;
/** A datagram leaves no connection open: a late answer is lost by the rules, so the idle time is longer. */
const idleMs = (kind: Kind) => (kind === "udp" ? 200 : 20);

const goal = noneOf("races with sleeps");

export const races: Measure = { name: "races", goals: [goal], measure };

/** All at once: the more is going on, the more the moments vary. */
async function measure({ rounds: requests = 600 }: Settings): Promise<Row[]> {
  const sleepers = await startSleepers(idleMs);
  return Promise.all(sleepers.map((sleeper) => race(sleeper, requests)));
}

async function race({ kind, way, askRun }: Sleeper, requests: number): Promise<Row> {
  const tally = await raceTheSleep({ requests, idleMs: idleMs(kind), ask: askRun, clients });
  return failedRow({ ...goal, what: `${goal.what}, ${kind}, ${way}` }, [tally]);
}
