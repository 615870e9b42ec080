import { beforeEach, describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children } from "../harness/procs.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { Reported, timeOf } from "./reported.js";

const unknownYet = {
  ends_at: null,
  connections: null,
  last_activity: null,
  sleeps_at: null,
  started_at: null,
  ready_at: null,
  cold_start_ms: null,
  last_exit: null,
};

let address: string;

beforeEach(async () => {
  address = `127.0.0.1:${await freePort()}`;
});

function report(argv: string[], options: string[] = []): Reported {
  return new Reported([{ kind: "tcp", address, name: "web" }], argv, { options });
}

function listen(...more: string[]): string[] {
  return ["python3", "-B", program("adopt-listen.py"), address, "5", ...more];
}

const socket = (adopted: boolean, listening = adopted) => [
  { name: "web", address, type: "tcp", adopted, listening, closed: false, in_vain: false },
];

describe("the report of a service that wakes and sleeps", () => {
  const idleMs = 1000;

  test("says what is so in each state, from one sleep to the next", async () => {
    const began = Date.now();
    const reported = report(listen(), ["--lazy", `--exit-idle-time=${idleMs}ms`]);
    const { running } = reported;

    const asleep = await reported.state("waiting");
    expect(asleep).toEqual({
      version: 1,
      name: "reported",
      rouse_exec: {
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        build: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
      pid: running.pid,
      pid_start_ticks: expect.any(Number),
      program_pid: null,
      state: "waiting",
      since: expect.any(String),
      sockets: socket(false),
      unmatched: [],
      elsewhere: [],
      traced: false,
      idle_after_s: idleMs / 1000,
      wakes: 0,
      gate: "none",
      gate_since: null,
      gate_failed: null,
      ...{ waits_for: null, busy: null, fails: 0, next_try: null, frozen: null },
      sleep: {
        ...{ how: "stop", freeze_for_s: null, stops_because: null, held_up: null },
        ...{ freezes: 0, thaw_ms: null },
      },
      wakes_since: expect.any(String),
      ...{ quiet_after_s: null, quiet_connections: 0, ignored_connections: 0 },
      ...unknownYet,
    });
    expect(timeOf(asleep.since)).toBeGreaterThan(began - 5);

    const client = await connect(address);
    const held = await reported.where(({ connections }) => connections === 1);
    expect(held).toMatchObject({ state: "running", wakes: 1, sleeps_at: null });
    expect(held.sockets).toEqual(socket(true));
    // The guard of the run may not have its own name yet.
    const isAlone = () => children(running.pid).join() === String(held.program_pid);
    await until(isAlone, { what: "the program as the only child" });
    expect(timeOf(held.started_at)).toBeGreaterThanOrEqual(timeOf(asleep.since));
    expect(timeOf(held.ready_at)).toBeGreaterThanOrEqual(timeOf(held.started_at));
    expect(held.since).toBe(held.ready_at);
    expect(held.cold_start_ms).toBeGreaterThan(0);
    expect(held.cold_start_ms).toBeLessThan(Date.now() - began);

    const left = Date.now();
    client.destroy();
    const again = await reported.where(({ state, wakes }) => state === "waiting" && wakes === 1);
    expect(again).toMatchObject({ program_pid: null, sockets: socket(false), connections: null });
    expect(again).toMatchObject({ last_exit: { code: null, signal: 15, reason: "idle" } });
    expect(timeOf(again.since)).toBeGreaterThanOrEqual(left + idleMs - 2);

    await connect(address);
    expect(await reported.state("running")).toMatchObject({ wakes: 2 });
  });

  test("says when it will sleep, once nobody is connected", async () => {
    const reported = report(listen(), ["--lazy", "--exit-idle-time=10s"]);
    await reported.state("waiting");
    const client = await connect(address);
    await reported.where(({ connections }) => connections === 1);
    client.destroy();
    const quiet = await reported.where(({ sleeps_at }) => sleeps_at !== null);
    expect(quiet).toMatchObject({ state: "running", connections: 0 });
    expect(timeOf(quiet.sleeps_at) - timeOf(quiet.last_activity)).toBe(10_000);
  });

  test("says that it is stopping while the program takes its time", async () => {
    const slow = ["sh", "-c", `trap '' TERM; exec "$@"`, "sh", ...listen()];
    const reported = report(slow, ["--exit-idle-time=300ms"]);
    const stopping = await reported.state("stopping");
    expect(stopping).toMatchObject({ sleeps_at: null, last_exit: null });
    expect(stopping.program_pid).toBeGreaterThan(0);
    process.kill(stopping.program_pid ?? 0, "SIGKILL");
    const exited = await reported.state("exited");
    expect(exited).toMatchObject({ last_exit: { code: null, signal: 9, reason: "idle" } });
    expect(await reported.running.exit()).toEqual({ code: 0, signal: null });
  });
});

describe("the report of a program that is not idle", () => {
  test("says that it is starting until it listens on every passed socket", async () => {
    const reported = report(["sh", "-c", 'read line; exec "$@"', "sh", ...listen()]);
    const starting = await reported.where(({ program_pid }) => program_pid !== null);
    expect(starting).toMatchObject({ state: "starting", ready_at: null, sockets: socket(false) });
    expect(starting.idle_after_s).toBeNull();
    reported.running.stdin?.write("\n");
    expect(await reported.state("running")).toMatchObject({ sockets: socket(true), wakes: 0 });
  });

  test.each([
    ["exit 0", "exited", { code: 0, signal: null, reason: "exit" }],
    ["exit 3", "failed", { code: 3, signal: null, reason: "exit" }],
    ["kill -TERM $$", "exited", { code: null, signal: 15, reason: "signal" }],
    ["kill -SEGV $$", "failed", { code: null, signal: 11, reason: "signal" }],
  ] as const)("says how it ended: %s", async (script, state, end) => {
    const reported = report(["sh", "-c", script]);
    await reported.running.exit();
    expect(reported.read()).toMatchObject({ state, program_pid: null, last_exit: end });
  });
});

// Changes are gathered for a moment then, and no later event may be needed to write them.
test("the report has all sockets of a program that binds many, while it is starting", async () => {
  const places = Array.from({ length: 12 }, (_, nth) => `${tempDir()}/${nth}`);
  const binds = places.slice(1).map((path, nth) => `${nth}=unix:${path}`);
  const argv = ["python3", "-B", program("many.py"), ...binds, "--"];
  const passed = places.map((path) => ({ kind: "unix", address: path }) as const);
  const { sockets, state } = await new Reported(passed, argv).where(
    (report) => report.sockets.filter(({ listening }) => listening).length === 11,
  );
  expect(state).toBe("starting");
  expect(sockets[0]).toMatchObject({ adopted: false });
});
