import { undoAll } from "../test/harness/after.js";
import { inLanes } from "../test/servers/lanes.js";
import { spotsOf } from "../test/servers/spots-of.js";
import { raceTheStop, stoppers } from "../test/servers/stoppers.js";
import { attempt } from "./attempt.js";
import { defer } from "./cleanup.js";
import { failedRow, noneOf } from "./failed.js";
import type { Measure, Row, Settings } from "./measure.js";

const goal = noneOf("sleeps");

/** Real servers that handle the stop signal. */
export const stops: Measure = { name: "stops", goals: [goal], measure };

async function measure({ rounds: cycles = 10 }: Settings): Promise<Row[]> {
  defer(() => undoAll("file"));
  const races = stoppers.flatMap((server) =>
    spotsOf(server).map(({ kind, spot }) => {
      const named = { ...goal, what: `${goal.what}, ${server.name}, ${kind}` };
      const race = async () => [failedRow(named, [await raceTheStop(server, spot, cycles)])];
      return () => attempt([named], race);
    }),
  );
  return (await inLanes(races)).flat();
}
