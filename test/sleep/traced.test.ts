import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { connect } from "../harness/connect.js";
import { kill } from "../harness/leftovers.js";
import { isAlive } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { holdAsleep, sleptAt } from "./asleep.js";
import { newServer } from "./servers.js";

const idleMs = 200;
const patience = { deadlineMs: 60_000 };
const tracers = [
  ["strace", "-f", "-e", "trace=none"],
  ["gdb", "-q", "-nx", "-batch", "-ex", "run", "--args"],
];

needs("strace", "gdb").test.each(tracers)(
  "a program that is traced by %s stays awake, a sentence says why, and the tracer sees no signal",
  async (...tracer) => {
    const server = await newServer("c", "tcp");
    const asleep = await holdAsleep({ ...server, argv: [...tracer, ...server.argv] }, idleMs);
    const pid = await server.askPid();
    await asleep.running.line(
      new RegExp(`process ${pid} \\(.+\\) is traced by process \\d+ \\(${tracer[0]}\\)`),
      patience,
    );
    await pause(idleMs * 5);
    expect(await server.askPid()).toBe(pid);
    // The question for its pid was a use, after which it is looked at again.
    const report = await reportWhere(asleep.report, ({ traced }) => traced === true);
    expect(report).toMatchObject({ state: "running", wakes: 1, sleeps_at: null });
    expect(asleep.running.output.all()).not.toMatch(/SIGSTOP|SIGCONT/);
    expect(asleep.running.output.matches(/is traced by/)).toHaveLength(1);
    asleep.running.signal("SIGKILL");
    // The guard of rouse-exec may have ended it already.
    kill(pid, "SIGKILL");
  },
);

needs("strace").test("once nobody traces it, it is put to sleep", async () => {
  const server = await newServer("python", "tcp");
  const asleep = await holdAsleep(server, idleMs);
  const held = await connect(server.address);
  const { program_pid: pid } = await reportState(asleep.report, "running");
  const strace = start(["strace", "-f", "-e", "trace=none", "-p", `${pid}`]);
  await until(() => tracerOf(pid ?? 0) === strace.pid, {
    ...patience,
    what: "strace to be attached",
  });
  held.destroy();
  await asleep.running.line(/is traced by/, patience);
  const first = await reportWhere(asleep.report, ({ traced }) => traced);
  await pause(idleMs * 5);
  const later = await reportWhere(asleep.report, ({ traced }) => traced);
  expect(timeBetween(first.last_activity, later.last_activity)).toBeLessThan(idleMs);
  expect(isAlive(pid ?? 0)).toBe(true);
  await strace.stop("SIGINT", patience);
  await sleptAt(asleep);
});

/** Reports convert monotonic times one by one: equal ones may differ by a moment. */
function timeBetween(one: string | null, other: string | null): number {
  return Math.abs(Date.parse(other ?? "") - Date.parse(one ?? ""));
}

function tracerOf(pid: number): number {
  const [, tracer] =
    readFileSync(`/proc/${pid}/status`, "utf8").match(/^TracerPid:\s*(\d+)$/m) ?? [];
  return Number(tracer);
}
