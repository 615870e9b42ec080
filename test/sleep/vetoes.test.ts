import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ask, connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { isAlive } from "../harness/procs.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { type Asleep, holdAsleep, sleptAt } from "./asleep.js";
import { type Kind, newServer } from "./servers.js";

const kinds: Kind[] = ["tcp", "unix", "udp"];

/** So long that a quarter of it has some ticks of processor time, even on a busy machine. */
/** A process that waits long for a processor is to have some of it in each quarter. */
const idleMs = 2000;

interface Worker extends Asleep {
  /** Asks for this path, and gives the process group that works then. */
  ask(path: string): Promise<number>;
}

async function holdWorker(kind: Kind, idle: number, ...options: string[]): Promise<Worker> {
  const { address } = await newServer("python", kind);
  const argv = ["python3", "-B", program("works.py"), kind, address];
  const asleep = await holdAsleep({ kind, address, argv }, idle, options);
  const askOnce = async (path: string) =>
    kind === "udp" ? await ask(address, path) : (await get(address, { path })).body;
  return { ...asleep, ask: async (path) => JSON.parse(await askOnce(path)).pid };
}

const busyFor = (report: string, reason: string, text: RegExp) =>
  reportWhere(report, ({ busy }) => busy?.reason === reason && text.test(busy.text), {
    what: `a veto of ${reason}`,
  });

describe("--busy-cpu keeps a program awake that computes while nobody is connected:", () => {
  const works = ["/cell", "/transcode", "/children", "/orphans"];
  test.each([
    ...works.map((work) => ["tcp", work] as const),
    ...(["unix", "udp"] as const).map((kind) => [kind, "/cell"] as const),
  ])("over %s, %s", async (kind, work) => {
    const worker = await holdWorker(kind, idleMs, "--busy-cpu=2");
    const { report } = worker;
    const group = await worker.ask(work);
    const busy = await busyFor(report, "cpu", /^\d+ % of a processor$/);
    expect(busy).toMatchObject({ state: "running", connections: 0, sleeps_at: null });
    expect(busy.busy?.until).toBeNull();
    await pause(idleMs);
    expect(readReport(report)).toMatchObject({ state: "running", wakes: 1 });
    process.kill(-group, "SIGKILL");
    await sleptAt(worker);
  });
});

test("a program that uses less than --busy-cpu is put to sleep", async () => {
  const worker = await holdWorker("tcp", 400, "--busy-cpu=500%");
  await worker.ask("/cell");
  await sleptAt(worker);
});

test("--busy-file keeps a program awake while the file exists, or cannot be looked up", async () => {
  await Promise.all(kinds.map(awakeForFile));
});

async function awakeForFile(kind: Kind): Promise<void> {
  const file = join(tempDir(), "busy");
  const worker = await holdWorker(kind, 200, `--busy-file=${file}`);
  writeFileSync(file, "");
  await worker.ask("/");
  const { busy } = await busyFor(worker.report, "file", / exists$/);
  expect(busy).toEqual({ reason: "file", text: `${file} exists`, until: null });
  rmSync(file);
  symlinkSync(file, file);
  await busyFor(worker.report, "file", / cannot be looked up: \S+ /);
  expect(readReport(worker.report)).toMatchObject({ state: "running", wakes: 1 });
  rmSync(file);
  await sleptAt(worker);
}

test("--min-awake keeps a program awake for that time after each start", async () => {
  await Promise.all(kinds.map(awakeTwice));
});

async function awakeTwice(kind: Kind): Promise<void> {
  const worker = await holdWorker(kind, 100, "--min-awake=3s");
  await stayedAwake(worker);
  await stayedAwake(worker, Date.now());
}

async function stayedAwake(worker: Worker, from = 0): Promise<void> {
  await worker.ask("/");
  const running = await reportWhere(worker.report, ({ state }) => state === "running");
  expect(sleepOf(running)).toBe(3000);
  const waits = await reportWhere(worker.report, ({ busy }) => busy !== null);
  expect(waits.busy).toMatchObject({ reason: "min-awake", until: waits.sleeps_at });
  expect(sleepOf(waits)).toBe(3000);
  const slept = await sleptAt(worker, from);
  expect(slept - Date.parse(waits.started_at ?? "")).toBeGreaterThanOrEqual(3000);
}

/** From its start to its sleep, in ms. */
function sleepOf({ sleeps_at, started_at }: Report): number {
  return Date.parse(sleeps_at ?? "") - Date.parse(started_at ?? "");
}

test("the path below a file does not exist", async () => {
  const file = join(tempDir(), "file");
  writeFileSync(file, "");
  const worker = await holdWorker("tcp", 100, `--busy-file=${file}/busy`);
  await worker.ask("/");
  await sleptAt(worker);
});

test("a client that is connected is the reason, whatever else there is", async () => {
  const { address, argv } = await newServer("python", "tcp");
  const server = { kind: "tcp" as const, address, argv };
  const { report } = await holdAsleep(server, 100, ["--busy-file=/", "--min-awake=1h"]);
  const client = await connect(address);
  const used = await reportWhere(report, ({ busy }) => busy?.reason === "connections");
  expect(used.busy).toEqual({ reason: "connections", text: "1 connection", until: null });
  client.destroy();
  await reportWhere(report, ({ busy }) => busy?.reason === "min-awake");
});

describe.each(kinds)("--busy-check, over %s:", (kind) => {
  test("keeps a program awake as long as the command ends with 0", async () => {
    const file = join(tempDir(), "jobs");
    const worker = await holdWorker(kind, 200, `--busy-check=test -e ${file}`);
    writeFileSync(file, "");
    await worker.ask("/");
    const busy = await busyFor(worker.report, "check", / said so$/);
    expect(busy.busy?.text).toBe(`\`${shortened(`test -e ${file}`)}\` said so`);
    await pause(400);
    expect(readReport(worker.report)).toMatchObject({ state: "running", wakes: 1 });
    rmSync(file);
    await sleptAt(worker);
  });
});

/** As rouse-exec shortens it. */
function shortened(command: string): string {
  return command.length < 48 ? command : `${command.slice(0, 22)}…${command.slice(-22)}`;
}

describe("--busy-check", () => {
  test.each([
    ["exit 126", "`exit 126` ended with status 126"],
    [
      "no-such-command",
      "`no-such-command` ended with status 127: sh: 1: no-such-command: not found",
    ],
    ["kill -9 $$", "`kill -9 $$` ended by signal 9"],
  ])("%s has failed, which keeps the program awake", async (command, text) => {
    const worker = await holdWorker("tcp", 100, `--busy-check=${command}`);
    await worker.ask("/");
    const { busy } = await busyFor(worker.report, "check", / ended /);
    expect(busy).toEqual({ reason: "check", text, until: null });
  });

  test("has no more than five seconds, in which the program goes on, and never runs twice", async () => {
    const file = join(tempDir(), "runs");
    const command = `echo $$ >> ${file}; exec sleep 1000`;
    const worker = await holdWorker("tcp", 100, `--busy-check=${command}`);
    await worker.ask("/");
    await busyFor(worker.report, "check", /` had not ended after 5 s$/);
    const pids = readFileSync(file, "utf8").trim().split("\n");
    expect(isAlive(Number(pids[0]))).toBe(false);
    expect(pids.filter((pid) => isAlive(Number(pid))).length).toBeLessThanOrEqual(1);
  });

  test("does not keep the program from binding, nor a client from its answer, which voids the check", async () => {
    const file = join(tempDir(), "go");
    const command = `touch ${file}; while [ -e ${file} ]; do sleep 0.05; done; exit 1`;
    const worker = await holdWorker("tcp", 300, `--busy-check=${command}`);
    await worker.ask("/");
    await until(() => existsSync(file), { what: "the command" });
    await worker.ask("/bind");
    const used = Date.now();
    await reportWhere(worker.report, ({ busy }) => busy === null);
    rmSync(file);
    await until(() => existsSync(file), { what: "the command, asked anew" });
    rmSync(file);
    expect(await sleptAt(worker)).toBeGreaterThanOrEqual(used + 300);
  });

  test("that connects to the program is a client, and a line says so", async () => {
    const { address } = await newServer("python", "tcp");
    const argv = ["python3", "-B", program("works.py"), "tcp", address];
    const command = `python3 -c 'import urllib.request as u; u.urlopen("http://${address}/")'; false`;
    const asleep = await holdAsleep({ kind: "tcp", address, argv }, 100, [
      `--busy-check=${command}`,
    ]);
    await get(address);
    await asleep.running.line(/if it connects to the program itself, the program never sleeps/);
  });

  test("ends with the program and with rouse-exec, and leaves nothing", async () => {
    const file = join(tempDir(), "pid");
    const command = `sleep 1000 & echo $! > ${file}; wait`;
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const worker = await holdWorker("tcp", 100, `--busy-check=${command}`);
      await worker.ask("/");
      const read = () => existsSync(file) && Number(readFileSync(file, "utf8"));
      const pid = await until(() => read() || undefined, { what: "the command" });
      process.kill(worker.running.pid, signal);
      await until(() => !isAlive(pid), { what: `the end of the command after ${signal}` });
      rmSync(file);
    }
  });

  test("is no work of the program", async () => {
    const burn =
      "python3 -c 'import time; e = time.time() + 0.2\nwhile time.time() < e: pass'; false";
    const worker = await holdWorker("tcp", 1200, "--busy-cpu=5", `--busy-check=${burn}`);
    await worker.ask("/");
    await sleptAt(worker);
  });
});
