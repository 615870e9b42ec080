import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { defer } from "./cleanup.js";
import { type Goal, type Measure, NotMeasured, type Row, type Settings } from "./measure.js";
import { inTurn, median, ratios } from "./pairs.js";
import { output } from "./process.js";
import { c } from "./programs.js";

const works = { unlink: "a file made and removed", rename: "a rename" } as const;
type Work = keyof typeof works;

const count = 20_000;
const tmpfs = 0x01021994;

const ways = ["TCP passed", "unix path passed", "the same with --no-path-guards"] as const;
const goals = Object.values(works).flatMap((work) => ways.map((way) => goal(work, way)));

export const guards: Measure = { name: "guards", goals, measure };

function goal(work: string, way: string): Goal {
  return { what: `${work}, ${way} ÷ without rouse-exec` };
}

async function measure(settings: Settings): Promise<Row[]> {
  const folder = memoryFolder();
  return [
    ...(await rowsOf("unlink", folder, settings)),
    ...(await rowsOf("rename", folder, settings)),
  ];
}

/** 20,000 of them in a folder that is no passed socket's, each way in turn. */
async function rowsOf(work: Work, folder: string, settings: Settings): Promise<Row[]> {
  const argv = [c("time-files"), work, String(count), folder];
  const tcp = `--listen=127.0.0.1:${await freePort()}`;
  const unix = `--listen=${join(folder, "socket")}`;
  const arms = {
    native: () => microseconds(argv),
    [ways[0]]: () => microseconds([rouseExec, tcp, ...argv]),
    [ways[1]]: () => microseconds([rouseExec, unix, ...argv]),
    [ways[2]]: () => microseconds([rouseExec, unix, "--no-path-guards", ...argv]),
  };
  const samples = await inTurn(arms, settings, 15);
  const bare = `without rouse-exec ${median(samples.native).toFixed(2)} µs`;
  return ways.map((way) => ({
    ...goal(works[work], way),
    samples: ratios(samples[way], samples.native),
    beside: `${bare} · ${way} ${median(samples[way]).toFixed(2)} µs`,
  }));
}

/** On a disk the file system would be the measure. */
function memoryFolder(): string {
  if (statfsSync("/dev/shm").type !== tmpfs) throw new NotMeasured("/dev/shm is no tmpfs");
  const folder = mkdtempSync("/dev/shm/rouse-bench-");
  defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function microseconds(argv: string[]): Promise<number> {
  return Number(await output(argv)) / 1000;
}
