import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { growthIn, growthRow, heldBy } from "./growth.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { type Launched, launch, whileRuns } from "./process.js";
import { c } from "./programs.js";

const threads = 64;
const warmUp = 20;
const refused: Goal = {
  what: `binds refused, ${threads} threads at once`,
  target: atMost(0),
  mustBeMet: true,
};
const grown = growthIn("the storm of binds");

export const storm: Measure = { name: "storm", goals: [refused, grown], measure };

/** Each round is one bind of each thread. */
async function measure({ rounds = 200 }: Settings): Promise<Row[]> {
  const port = String(await freePort());
  const half = String(Math.ceil(rounds / 2));
  const program = [c("storm"), port, String(threads), String(warmUp), half, half];
  const supervisor = launch([rouseExec, `--listen=127.0.0.1:${port}`, ...program]);
  await counts(supervisor, 1);
  const before = heldBy(supervisor.pid);
  supervisor.tell("\n");
  const [good = 0, all = 0] = await counts(supervisor, 2);
  const halfway = heldBy(supervisor.pid);
  supervisor.tell("\n");
  const [more = 0, most = 0] = await counts(supervisor, 3);
  const after = heldBy(supervisor.pid);
  const unit = `of ${(all + most).toLocaleString("en")}`;
  const samples = [all - good + most - more];
  return [{ ...refused, samples, unit }, growthRow(grown, [[before, halfway, after]])];
}

/** Of the nth line: the binds that succeeded, and all. */
async function counts(supervisor: Launched, nth: number): Promise<number[]> {
  const lines = () => supervisor.said().match(/^\d+ of \d+$/gm) ?? [];
  await whileRuns(supervisor, "all is bound", () => lines().length >= nth, 600_000);
  return (lines()[nth - 1] ?? "").split(" of ").map(Number);
}
