import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { hasCode } from "../src/errors/has-code.js";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { descendants, guards } from "../test/harness/procs.js";
import { readReport, reportWhere } from "../test/harness/report.js";
import { attempt } from "./attempt.js";
import { type FrozenProgram, frozenPrograms } from "./frozen-programs.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { median, ratios } from "./pairs.js";
import { type Launched, launch } from "./process.js";
import { c } from "./programs.js";
import { progress } from "./progress.js";
import { provideSwap } from "./swap.js";
import { tempDir } from "./temp.js";

const usual = 3;
const swapBytes = 2 * 1024 ** 3;
const services = 100;
const minuteMs = 60_000;
/** PostgreSQL answers before all of its processes are there. */
const settledMs = 400;

const woken: Goal = { what: "first byte from frozen ÷ cold start" };
/** Of what loads something at its start. */
const target = atMost(0.2);
const still: Goal = {
  what: `processor time of ${services} frozen services in a minute`,
  ...{ unit: "ms", target: atMost(0) },
};

export const freeze: Measure = { name: "freeze", goals: [woken, still], measure };

async function measure(settings: Settings): Promise<Row[]> {
  const swap = provideSwap(swapBytes);
  const rows: Row[] = [];
  for (const program of frozenPrograms) {
    const what = `${program.name}: ${woken.what}`;
    const goal: Goal = program.loads ? { what, target } : { what };
    rows.push(...(await attempt([goal], async () => [await wakes(goal, program, swap, settings)])));
  }
  return [...rows, ...(await attempt([still], async () => [await processorTime()]))];
}

interface Sleeper {
  supervisor: Launched;
  port: number;
  report: string;
}

async function launchSleeper(command: (port: number) => string[], idle: string): Promise<Sleeper> {
  const [port, report] = [await freePort(), join(tempDir(), "freeze.json")];
  const options = ["--lazy", "--sleep=freeze", `--exit-idle-time=${idle}`, `--report=${report}`];
  const held = [rouseExec, `--listen=127.0.0.1:${port}`, ...options, "--"];
  const supervisor = launch([...held, ...command(port)]);
  await reportWhere(report, ({ state }) => state === "waiting");
  return { supervisor, port, report };
}

/** One cold start and one wake of the same process each: who is woken soon again and again is frozen later. */
async function wakes(
  goal: Goal,
  program: FrozenProgram,
  swap: string,
  { rounds = usual }: Settings,
): Promise<Row> {
  const command = program.prepare();
  const [cold, frozen, sizes]: [number[], number[], Sizes[]] = [[], [], []];
  for (let round = 1; round <= rounds; round++) {
    const { supervisor, port, report } = await launchSleeper(command, "1s");
    cold.push(await firstByteMs(port, program.request));
    await pause(settledMs);
    const before = sizeOf(supervisor.pid);
    await whenGivenBack(report);
    const after = sizeOf(supervisor.pid);
    frozen.push(await firstByteMs(port, program.request));
    sizes.push({ before, after });
    await supervisor.stop();
    progress(round, rounds);
  }
  const beside = [
    `cold ${median(cold).toFixed(0)} ms`,
    `frozen ${median(frozen).toFixed(1)} ms`,
    formatSizes(sizes),
    swap,
  ].join(" · ");
  return { ...goal, samples: ratios(frozen, cold), beside };
}

/** Frozen, and nothing has changed in memory for a while. */
async function whenGivenBack(report: string): Promise<void> {
  await reportWhere(report, ({ state }) => state === "frozen");
  for (let last = -1, now = 0; last !== now; ) {
    last = now;
    await pause(500);
    now = readReport(report)?.frozen?.resident_kb ?? 0;
  }
}

interface Size {
  rss: number;
  pss: number;
}

interface Sizes {
  before: Size;
  after: Size;
}

/** In MB, of all processes of the program. */
function sizeOf(supervisor: number): Size {
  const size = { rss: 0, pss: 0 };
  for (const pid of descendants(supervisor)) {
    const text = readGone(`/proc/${pid}/smaps_rollup`);
    size.rss += kilobytes(text, "Rss") / 1024;
    size.pss += kilobytes(text, "Pss") / 1024;
  }
  return size;
}

/** Empty for a process that has ended meanwhile. */
function readGone(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return "";
    throw error;
  }
}

function kilobytes(text: string, what: string): number {
  return Number(RegExp(`^${what}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0);
}

function formatSizes(sizes: readonly Sizes[]): string {
  const of = (when: keyof Sizes, what: keyof Size) =>
    median(sizes.map((one) => one[when][what])).toFixed(0);
  return `RSS ${of("before", "rss")} → ${of("after", "rss")} MB, PSS ${of("before", "pss")} → ${of("after", "pss")} MB`;
}

async function firstByteMs(port: number, request: string | Uint8Array): Promise<number> {
  const begin = performance.now();
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  await once(socket, "data");
  const took = performance.now() - begin;
  socket.destroy();
  return took;
}

/** Of rouse-exec, its guard and the program. */
async function processorTime(): Promise<Row> {
  const sleepers: Sleeper[] = [];
  for (let count = 0; count < services; count++) {
    sleepers.push(await launchSleeper((port) => [c("answer"), String(port)], "1s"));
    progress(sleepers.length, services);
  }
  const request = "GET / HTTP/1.0\r\n\r\n";
  await Promise.all(sleepers.map(({ port }) => firstByteMs(port, request)));
  await Promise.all(sleepers.map(({ report }) => whenGivenBack(report)));
  await pause(2000);
  const pids = sleepers.flatMap(({ supervisor: { pid } }) => [
    pid,
    ...guards(pid),
    ...descendants(pid),
  ]);
  const before = ticks(pids);
  await pause(minuteMs);
  return { ...still, samples: [(ticks(pids) - before) * 10], beside: `${pids.length} processes` };
}

/** utime and stime of proc_pid_stat(5), in hundredths of a second. */
function ticks(pids: readonly number[]): number {
  const times = pids.map((pid) => {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return times.reduce((sum, one) => sum + one, 0);
}
