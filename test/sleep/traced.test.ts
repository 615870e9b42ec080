import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { isAlive } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
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
  { timeout: 120_000 },
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
    expect((await reportState(asleep.report, "running")).wakes).toBe(1);
    expect(asleep.running.output.all()).not.toMatch(/SIGSTOP|SIGCONT/);
    expect(asleep.running.output.matches(/is traced by/)).toHaveLength(1);
    asleep.running.signal("SIGKILL");
    process.kill(pid, "SIGKILL");
  },
);

needs("gdb").test("once nobody traces it, it is put to sleep", { timeout: 120_000 }, async () => {
  const server = await newServer("c", "tcp");
  const asleep = await holdAsleep(server, 1000);
  const pid = await server.askPid();
  const gdb = start(["gdb", "-q", "-nx", "-batch", "-p", `${pid}`, "-ex", "shell sleep 8"]);
  await asleep.running.line(/is traced by/, patience);
  expect(isAlive(pid)).toBe(true);
  await gdb.exit(patience);
  await sleptAt(asleep);
});
