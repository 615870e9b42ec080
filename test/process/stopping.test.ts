import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { isAlive } from "../harness/procs.js";
import { readReport, reportState, reportWhere } from "../harness/report.js";
import type { Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { supervise } from "./supervised.js";

const python = ["python3", "-u", program("process-stops.py"), "ADDRESS"];
const idle = "--exit-idle-time=100ms";

describe("the stop signal", () => {
  test.each([
    ["SIGTERM", [], 15],
    ["SIGINT", ["--stop-signal=SIGINT"], 2],
    ["QUIT", ["--stop-signal=QUIT"], 3],
    ["10", ["--stop-signal=10"], 10],
    ["RTMIN+3, as programs built with glibc count", ["--stop-signal=RTMIN+3"], 37],
  ])("%s", async (_, options, number) => {
    const { running } = await supervise([...python, "exits"], { options: [idle, ...options] });
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(running.output.matches(/^got (\d+)$/).map(([, got]) => got)).toEqual([String(number)]);
  });
});

test("a program that does not stop in time is killed", async () => {
  const options = [idle, "--stop-timeout=2s"];
  const began = performance.now();
  const { running } = await supervise([...python, "stays"], { options });
  await running.line(/^got 15$/);
  expect(await running.exit()).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeGreaterThan(2000);
  expect(running.survivors()).toEqual([]);
  expect(running.stderr).toContain("did not stop in time");
});

describe("asleep, with --lazy", () => {
  test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)("%s ends it", async (signal) => {
    const { running } = await superviseAsleep();
    expect(await running.stop(signal)).toEqual({ code: null, signal });
  });

  test("so it does after it has slept once", async () => {
    const { running, address, report } = await superviseAsleep([idle]);
    await get(address);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  });

  test("what nohup has made it ignore does not end it", async () => {
    const before = ["sh", "-c", 'trap "" HUP INT; exec "$@"', "sh"];
    const { running, address } = await superviseAsleep([], before);
    running.signal("SIGHUP");
    running.signal("SIGINT");
    expect((await get(address)).status).toBe(200);
  });

  test("signals that would not end a daemon leave it asleep", async () => {
    const { running, address, report } = await superviseAsleep();
    for (const signal of ["SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT"] as const) {
      running.signal(signal);
    }
    expect(readReport(report)?.state).toBe("waiting");
    expect((await get(address)).status).toBe(200);
  });
});

describe("SIGTERM while it is put to sleep", () => {
  test("ends the whole and not only this run", async () => {
    const { running } = await supervisePatient();
    await running.line(/^got 15$/);
    await endByTerm(running);
    expect(running.survivors()).toEqual([]);
  });

  test("though a client has come meanwhile", async () => {
    const { running, address } = await supervisePatient();
    await running.line(/^got 15$/);
    await connect(address);
    await endByTerm(running);
  });
});

describe("SIGTERM is not forgotten", () => {
  test("when the idle time passes before the program has obeyed", async () => {
    const { running } = await supervisePatient("--exit-idle-time=1s");
    await running.line(/^ready$/);
    running.signal("SIGTERM");
    await running.line(/^got 15$/);
    await pause(1500);
    running.stdin?.write("\n");
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  });

  test("when it comes while what the sleeping program left behind is ended", async () => {
    const script = 'trap "" TERM; sleep 60 & trap - TERM; exec "$@"';
    const { running, address, report } = await superviseAsleep(
      [idle],
      [],
      ["sh", "-c", script, "sh"],
    );
    await get(address);
    await until(() => readReport(report)?.program_pid === null, { what: "the program to end" });
    running.signal("SIGTERM");
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  });
});

test("SIGTERM while the program runs ends it, with --lazy too", async () => {
  const { running, address } = await superviseAsleep();
  const { pid } = JSON.parse((await get(address)).body);
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  expect(isAlive(pid)).toBe(false);
});

test("a program that ends by itself is not started again, though --lazy", async () => {
  const { running, address } = await superviseAsleep();
  await get(address, { path: "/exit/3" });
  expect(await running.exit()).toEqual({ code: 3, signal: null });
});

async function superviseAsleep(
  options: string[] = [],
  before: string[] = [],
  within: string[] = [],
) {
  const report = `${tempDir()}/service.json`;
  const server = [...within, "python3", program("server.py"), "tcp", "ADDRESS"];
  const lazy = ["--lazy", `--report=${report}`, ...options];
  const supervised = await supervise(server, { options: lazy, before });
  await reportState(report, "waiting");
  return { ...supervised, report };
}

/** A program that was told to stop, and waits to be told on its standard input too; woken once. */
async function supervisePatient(idleTime = idle) {
  const report = `${tempDir()}/service.json`;
  const options = ["--lazy", idleTime, `--report=${report}`];
  const supervised = await supervise([...python, "when-told"], { options });
  await reportState(report, "waiting");
  (await connect(supervised.address)).destroy();
  return supervised;
}

/** SIGTERM while the program is told to stop already: it gets that too, and then ends. */
async function endByTerm(running: Running): Promise<void> {
  running.signal("SIGTERM");
  await running.line(/^got 15$/, { nth: 2 });
  running.stdin?.write("\n");
  expect(await running.exit()).toEqual({ code: 0, signal: null });
}
