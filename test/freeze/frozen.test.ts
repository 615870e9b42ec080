import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { descendants, isAlive, rss, stat, status } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { until } from "../harness/until.js";
import { newServer } from "../sleep/servers.js";
import { frozenFor, holdBy, holders, kinds } from "./freezer.js";

const idleMs = 200;
const cases = holders.flatMap((holder) => kinds.map((kind) => [kind, holder] as const));

test.each(cases)(
  "nobody is there, so the program stands still, and the next client continues it: %s, %s",
  async (kind, holder) => {
    const server = await newServer("python", kind);
    const { running, report } = await holdBy(holder, server, idleMs);
    const pid = await server.askPid();
    for (let freezes = 1; freezes <= 3; freezes++) {
      await frozenFor(report, freezes);
      expect(stat(pid)?.state).toBe("T");
      expect(await server.askPid()).toBe(pid);
    }
    expect(running.stderr).toBe("");
  },
);

test("with an idle time of some milliseconds it stands still for as long as it is frozen", async () => {
  const server = await newServer("python", "tcp");
  const { report } = await holdBy("embedded", server, 20);
  const pid = await server.askPid();
  await frozenFor(report);
  expect(await server.askPid()).toBe(pid);
  await frozenFor(report, 2);
  await pause(200);
  expect(stat(pid)?.state).toBe("T");
});

test("the report says since when it is frozen, what is resident, and for how long a wake took", async () => {
  const server = await newServer("python", "tcp");
  const { report } = await holdBy("embedded", server, idleMs);
  const pid = await server.askPid();
  const cold = await frozenFor(report);
  expect(cold).toMatchObject({
    program_pid: pid,
    wakes: 1,
    sleeps_at: null,
    ready_at: expect.any(String),
  });
  expect(cold.sleep).toMatchObject({ how: "freeze", freeze_for_s: null, stops_because: null });
  expect(cold.frozen).toMatchObject({ since: cold.since, until: null });
  expect(cold.frozen?.resident_before_kb).toBeGreaterThan(0);
  await server.askPid();
  const warm = await reportState(report, "running");
  expect(warm).toMatchObject({
    wakes: 2,
    frozen: null,
    started_at: cold.started_at,
    ready_at: cold.ready_at,
  });
  const again = await frozenFor(report, 2);
  expect(again.sleep.thaw_ms).toBeGreaterThan(0);
  expect(again.cold_start_ms).toBe(cold.cold_start_ms);
});

/** A build with sanitizers has memory of its own, and under a seccomp filter nothing is given back. */
const keepsMore =
  process.env.ROUSE_EXEC_PATH !== undefined || status(process.pid, "Seccomp") !== "0";

test.skipIf(keepsMore)("rouse-exec itself keeps little in memory, and does nothing", async () => {
  const server = await newServer("python", "tcp");
  const { running, report } = await holdBy("embedded", server, idleMs);
  await server.askPid();
  await frozenFor(report);
  await until(() => (rss(running.pid) ?? Infinity) <= 150 * 1024, { what: "150 kB" });
  expect(stat(running.pid)?.state).toBe("S");
});

test("every process of a prefork server stands still and goes on", async () => {
  const server = await newServer("python", "tcp");
  const script = 'sleep 600 & (sleep 601 & wait) & exec "$@"';
  const argv = ["sh", "-c", script, "sh", ...server.argv];
  const { running, report } = await holdBy("embedded", { ...server, argv }, idleMs);
  await server.askPid();
  await frozenFor(report);
  const all = descendants(running.pid).filter(isAlive);
  expect(all.length).toBeGreaterThanOrEqual(4);
  expect(all.map((pid) => stat(pid)?.state)).toEqual(all.map(() => "T"));
  await server.askPid();
  await until(() => all.every((pid) => stat(pid)?.state === "S"), { what: "all to go on" });
});
