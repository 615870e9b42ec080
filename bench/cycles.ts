import { join } from "node:path";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { reportWhere } from "../test/harness/report.js";
import { raceTheSleep, type Tally } from "../test/sleep/race.js";
import type { Run } from "../test/sleep/servers.js";
import { askRun } from "./ask.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { launch } from "./process.js";
import { c } from "./programs.js";
import { progress } from "./progress.js";
import { tempDir } from "./temp.js";

const idleMs = 20;
const clients = 3;

export const cycles: Measure = { name: "cycles", goals: [failed(1000)], measure };

function failed(wanted: number): Goal {
  const what = `requests lost or refused in ${wanted} wake/sleep cycles`;
  return { what, target: atMost(0) };
}

async function measure({ rounds: wanted = 1000 }: Settings): Promise<Row[]> {
  const [port, report] = [await freePort(), join(tempDir(), "cycles.json")];
  const options = ["--lazy", `--exit-idle-time=${idleMs}ms`, `--report=${report}`];
  launch([rouseExec, `--listen=127.0.0.1:${port}`, ...options, c("answer"), String(port)]);
  await reportWhere(report, ({ state }) => state === "waiting");
  const ask = burstsTo(port, wanted);
  const tally = await raceTheSleep({ cycles: wanted, idleMs, ask });
  // The same count by rouse-exec itself.
  await reportWhere(report, ({ wakes, state }) => state === "waiting" && wakes >= tally.cycles);
  return [row(tally, wanted)];
}

/** Each call: some clients at once, who must all be answered; gives the newest run that answered. */
function burstsTo(port: number, wanted: number): () => Promise<Run> {
  let latest = 0;
  let wakes = 0;
  return async () => {
    const runs = await Promise.all(Array.from({ length: clients }, () => askRun(port)));
    const pid = runs.map((run) => run.pid).find((found) => found !== latest);
    if (pid !== undefined) progress(wakes++, wanted);
    latest = pid ?? latest;
    return { pid: latest, connectMs: Math.max(...runs.map((run) => run.connectMs)) };
  };
}

function row({ requests, lost, refused, late, cycles, slowestMs }: Tally, wanted: number): Row {
  const unit = `of ${requests * clients}`;
  const others = [`${late} late`, `${cycles} wakes`, `slowest answer ${slowestMs} ms`];
  const beside = [`${lost} lost`, `${refused} refused`, ...others].join(" · ");
  return { ...failed(wanted), samples: [lost + refused], unit, beside };
}
