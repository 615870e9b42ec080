import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { isAlive, stat } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { newServer, type Server } from "../sleep/servers.js";
import { frozenFor, holdFrozen } from "./freezer.js";

const idleMs = 200;
/** As in freeze-heartbeat.py. */
const lateMs = 400;

function moduleOf(text: string): string {
  const folder = tempDir();
  writeFileSync(`${folder}/web.py`, text);
  return folder;
}

/** Below a shell that runs something beside the server. */
async function serverBeside(script: string): Promise<Server> {
  const server = await newServer("python", "tcp");
  return { ...server, argv: ["sh", "-c", `${script} exec "$@"`, "sh", ...server.argv] };
}

test("a program with a child at work is frozen when the child has done it, and not stopped", async () => {
  const server = await serverBeside("sh -c 'trap exit USR1; while :; do :; done' &");
  const { running, report } = await holdFrozen(server, idleMs);
  const pid = await server.askPid();
  const held = await reportWhere(report, ({ sleep }) => sleep.held_up !== null);
  expect(held.sleep.held_up).toMatch(/^process \d+ \(sh\) is at work$/);
  expect(held.state).toBe("running");
  const worker = Number(/\d+/.exec(held.sleep.held_up ?? "")?.[0]);
  process.kill(worker, "SIGUSR1");
  await frozenFor(report);
  expect(await server.askPid()).toBe(pid);
  expect(running.stderr).toBe("");
});

needs("cc").test("a parent that waits for its child in vfork(2) is not frozen", async () => {
  const server = await newServer("c", "tcp");
  const argv = [compileC("freeze-vfork"), ...server.argv];
  const { report } = await holdFrozen({ ...server, argv }, idleMs);
  const pid = await server.askPid();
  const { sleep } = await reportWhere(report, (found) => found.sleep.held_up !== null);
  expect(sleep.held_up).toMatch(/^process \d+ \(freeze-vfork.*\) waits for a child/);
  expect(sleep.freezes).toBe(0);
  expect(await server.askPid()).toBe(pid);
});

needs("gunicorn").test(
  "gunicorn is stopped, since it would kill its workers at the wake",
  async () => {
    const server = await newServer("python", "tcp");
    const app = "def app(e, s):\n    s('200 OK', [])\n    return [b'{\"pid\":1}']\n";
    const argv = ["gunicorn", "-b", server.address, "--chdir", moduleOf(app), "web:app"];
    const { running, report } = await holdFrozen({ ...server, argv }, idleMs);
    await server.askPid();
    const { sleep } = await reportState(report, "waiting");
    expect(sleep).toMatchObject({ how: "freeze", freezes: 0 });
    expect(sleep.stops_because).toMatch(/^it is gunicorn \(process \d+, /);
    await running.line(/the program is stopped and not frozen: it is gunicorn/);
    await server.askPid();
  },
);

test("what loses a process when it goes on is stopped from then on", async () => {
  const server = await newServer("python", "tcp");
  const argv = ["python3", program("freeze-heartbeat.py"), ...server.argv];
  const { running, report } = await holdFrozen({ ...server, argv }, idleMs, ["--stop-timeout=5s"]);
  await server.askPid();
  await frozenFor(report);
  await pause(lateMs * 1.5);
  await server.askPid();
  await running.line(
    /stopped and not frozen from now on: its process \d+ ended when the program went on/,
  );
  const { sleep } = await reportState(report, "waiting");
  expect(sleep).toMatchObject({ freezes: 1 });
  expect(sleep.stops_because).toMatch(/^its process \d+ ended/);
});

needs("strace").test("a program that is traced is neither frozen nor stopped", async () => {
  const server = await newServer("python", "tcp");
  const { running, report } = await holdFrozen(server, idleMs);
  const pid = await server.askPid();
  const strace = start(["strace", "-f", "-e", "trace=none", "-p", `${pid}`]);
  await running.line(/is traced by/);
  expect((await reportState(report, "running")).sleep.freezes).toBeLessThanOrEqual(1);
  await strace.stop("SIGINT");
  await frozenFor(report);
  expect(await server.askPid()).toBe(pid);
});

test("with a connection that does not count it is stopped, since what comes there would wake nobody", async () => {
  const server = await newServer("python", "tcp");
  const { report } = await holdFrozen(server, idleMs, ["--quiet-after=1s"]);
  const held = await connect(server.address);
  const { sleep } = await reportWhere(
    report,
    ({ state, wakes }) => state === "waiting" && wakes === 1,
  );
  expect(sleep.freezes).toBe(0);
  held.destroy();
});

test("what keeps a program awake keeps it from being frozen", async () => {
  const server = await newServer("python", "tcp");
  const file = `${tempDir()}/busy`;
  writeFileSync(file, "");
  const { report } = await holdFrozen(server, idleMs, [`--busy-file=${file}`]);
  await server.askPid();
  await reportWhere(report, ({ busy }) => busy?.reason === "file");
  rmSync(file);
  await frozenFor(report);
});

test("woken soon after each freeze, it is frozen later and later", async () => {
  const server = await newServer("python", "tcp");
  const { report } = await holdFrozen(server, idleMs);
  const pid = await server.askPid();
  const quietMs: number[] = [];
  for (let freezes = 1; freezes <= 5; freezes++) {
    const { since, last_activity } = await frozenFor(report, freezes);
    quietMs.push(Date.parse(since) - Date.parse(last_activity ?? ""));
    expect(await server.askPid()).toBe(pid);
  }
  expect(quietMs[3]).toBeGreaterThanOrEqual(2 * idleMs - 1);
  expect(quietMs[4]).toBeGreaterThanOrEqual(4 * idleMs - 1);
});

const wrappers = [
  ["su", "-s", "/bin/sh", "-c", 'exec "$@"', "root", "sh"],
  ["sudo", "-n", "-u", "root"],
];

needsRoot("su", "sudo").test.each(wrappers)(
  "below %s, which stops itself when its child does, it goes on each time",
  async (...wrapper) => {
    const server = await newServer("python", "tcp");
    const argv = [...wrapper, ...server.argv];
    const { running, report } = await holdFrozen({ ...server, argv }, idleMs);
    const pid = await server.askPid();
    for (let freezes = 1; freezes <= 3; freezes++) {
      await frozenFor(report, freezes);
      expect(await server.askPid()).toBe(pid);
    }
    const { program_pid } = await reportState(report, "running");
    await until(() => stat(program_pid ?? 0)?.state === "S", { what: `${wrapper[0]} to go on` });
    expect(isAlive(pid)).toBe(true);
    expect(running.stderr).toBe("");
  },
);
