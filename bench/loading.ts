import { get } from "../test/harness/http.js";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { reportWhere } from "../test/harness/report.js";
import { askOnce, newTally, type Tally } from "../test/sleep/tally.js";
import { failedRow } from "./failed.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { launch } from "./process.js";
import { go } from "./programs.js";
import { progress } from "./progress.js";
import { tempDir } from "./temp.js";

const servers = 4;
const clients = 4;

const goal: Goal = {
  what: "answers that were not 200, of a server that loads for 300 ms",
  target: atMost(0),
  mustBeMet: true,
};

export const loading: Measure = { name: "loading", goals: [goal], measure };

async function measure({ rounds: wakes = 40 }: Settings): Promise<Row[]> {
  const each = Array.from({ length: servers }, () => wakeAgain(Math.ceil(wakes / servers)));
  return [failedRow(goal, await Promise.all(each))];
}

/** Each wake has several clients. */
async function wakeAgain(wakes: number): Promise<Tally> {
  const [address, report] = [`127.0.0.1:${await freePort()}`, `${tempDir()}/service.json`];
  const options = ["--lazy", "--exit-idle-time=20ms", `--report=${report}`];
  const program = [go("server"), address.split(":")[1] ?? "", "300ms"];
  launch([rouseExec, `--listen=${address}`, ...options, "--ready-check=http:/", ...program]);
  const tally = newTally();
  while (tally.cycles < wakes) {
    await reportWhere(report, ({ state }) => state === "waiting");
    await Promise.all(Array.from({ length: clients }, () => askOnce(() => ask(address), tally)));
    tally.cycles = (await reportWhere(report, (it) => it.wakes > tally.cycles)).wakes;
    progress(tally.cycles, wakes);
  }
  return tally;
}

async function ask(address: string) {
  const { status, connectMs } = await get(address);
  if (status !== 200) throw new Error(`expected 200 from ${address}, got ${status}`);
  return { pid: 0, connectMs };
}
