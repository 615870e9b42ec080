import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ask, connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { type Asleep, holdAsleep, sleptAt } from "./asleep.js";
import { type Kind, newServer } from "./servers.js";

const kinds: Kind[] = ["tcp", "unix", "udp"];

/** So long that a quarter of it has some ticks of processor time, even on a busy machine. */
const idleMs = 600;

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
  await busyFor(worker.report, "file", / cannot be looked up: Symbolic link loop$/);
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
