import { undoAll } from "../test/harness/after.js";
import { spotsOf } from "../test/servers/spots-of.js";
import { raceTheStop, stoppers } from "../test/servers/stoppers.js";
import { attempt } from "./attempt.js";
import { defer } from "./cleanup.js";
import { failedRow, noneOf } from "./failed.js";
import type { Measure, Row, Settings } from "./measure.js";

/** As many at once: what stops for a second leaves the processors to the others. */
const lanes = 3;

const goal = noneOf("sleeps of real servers");

export const stops: Measure = { name: "stops", goals: [goal], measure };

async function measure({ rounds: cycles = 10 }: Settings): Promise<Row[]> {
  defer(() => undoAll("file"));
  const races = stoppers.flatMap((server) =>
    spotsOf(server).map(({ kind, spot }) => {
      const named = { ...goal, what: `${goal.what}, ${server.name}, ${kind}` };
      return () =>
        attempt([named], async () => [failedRow(named, [await raceTheStop(server, spot, cycles)])]);
    }),
  );
  const rows = races.map(() => [] as Row[]);
  let next = 0;
  const goOn = async () => {
    for (let nth = next++; nth < races.length; nth = next++)
      rows[nth] = (await races[nth]?.()) ?? [];
  };
  await Promise.all(Array.from({ length: lanes }, goOn));
  return rows.flat();
}
