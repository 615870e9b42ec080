import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { connect, converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children, isAlive, stat } from "../harness/procs.js";
import { reportWhere } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { guardPid } from "./supervised.js";

/** `helper & exec rouse-exec …`: its child is then a child of rouse-exec, which did not start it. */
type Kind = "tcp" | "unix";
const modes: [mode: string, kind: Kind][] = [
  ["LISTEN_FDS", "tcp"],
  ["LISTEN_FDS", "unix"],
  ["--listen", "tcp"],
  ["--listen", "unix"],
];

describe.each(modes)(
  "with %s, of %s, a helper that was started before rouse-exec",
  (mode, kind) => {
    const server = ["python3", program("server.py"), kind, "ADDRESS"];

    test("gets no signal when the program is put to sleep, nor at the end while asleep", async () => {
      const { running, helper } = await sleepOnce(mode, kind, server);
      expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
      await seeUntouched(running, helper);
    });

    test("keeps nobody from seeing the end of the program, and outlives it", async () => {
      const { running, helper } = await startAfterHelper(mode, kind, ["sh", "-c", "exit 3"]);
      expect(await running.exit()).toEqual({ code: 3, signal: null });
      await seeUntouched(running, helper);
    });

    test("is not taken for a daemon", async () => {
      const { running, helper } = await startAfterHelper(mode, kind, ["true"]);
      expect(await running.exit()).toEqual({ code: 0, signal: null });
      await seeUntouched(running, helper);
    });

    test("gets no signal when rouse-exec is told to end", async () => {
      const { running, helper, address } = await startAfterHelper(mode, kind, server);
      await converse(address, "GET / HTTP/1.0\r\n\r\n");
      expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
      await seeUntouched(running, helper);
    });

    test("gets none when rouse-exec is killed, while the program ends", async () => {
      const { running, helper, address } = await startAfterHelper(mode, kind, server);
      const guard = await guardPid(running.pid);
      const orphan = await orphanOf(running, helper);
      await converse(address, "GET / HTTP/1.0\r\n\r\n");
      const others = children(running.pid).filter((pid) => pid !== helper && pid !== orphan);
      expect(others).toHaveLength(1);
      await running.stop("SIGKILL");
      const living = () => [...others, guard].filter(isAlive);
      await until(() => living().length === 0, { what: () => `${living()} to end` });
      await seeUntouched(running, helper, orphan);
    });

    test("is left alone with its orphans of whatever time", async () => {
      const { running, helper, address, report } = await startAfterHelper(mode, kind, server, lazy);
      await reportWhere(report, ({ state }) => state === "waiting");
      const orphans = [await orphanOf(running, helper)];
      const held = await connect(address);
      await reportWhere(report, ({ state }) => state === "running");
      orphans.push(await orphanOf(running, helper));
      held.destroy();
      await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
      expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
      await seeUntouched(running, helper, ...orphans);
    });
  },
);

test("a helper is reaped when it ends, while the program runs and while it sleeps", async () => {
  const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const { running, helper } = await sleepOnce("--listen", "tcp", server);
  const orphan = await orphanOf(running, helper);
  for (const pid of [orphan, helper]) await endAndSeeReaped(pid);
  const awake = await startAfterHelper("--listen", "tcp", ["sleep", "60"]);
  await endAndSeeReaped(awake.helper);
  expect(await awake.running.stop()).toEqual({ code: null, signal: "SIGTERM" });
});

test("a helper that has a seccomp filter of its own is left alone too", async () => {
  const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const { running, helper } = await sleepOnce("--listen", "tcp", server, "filter");
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  await seeUntouched(running, helper);
});

test("a helper that has just been started is left alone, too", async () => {
  const script = 'sleep 61 & echo "helper $!"; exec "$@"';
  const own = [rouseExec, `--listen=@rouse-started-before-${process.pid}`, "--", "true"];
  const running = start(["sh", "-c", script, "sh", ...own]);
  const [, helper = ""] = await running.line(/^helper (\d+)$/);
  expect(await running.exit()).toEqual({ code: 0, signal: null });
  expect(isAlive(Number(helper))).toBe(true);
});

test("so is one that gets a seccomp filter of its own only then", async () => {
  const script = `python3 ${program("started-before.py")} filter & exec "$@"`;
  const own = [rouseExec, `--listen=@rouse-started-before-${process.pid}`, "--", "sleep", "60"];
  // Without a pause, it and the program have the same start time in most attempts.
  for (let attempt = 0; attempt < 5; attempt++) {
    const running = start(["sh", "-c", script, "sh", ...own]);
    const [, helper = ""] = await running.line(/^helper (\d+)$/);
    await guardPid(running.pid);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    await seeUntouched(running, Number(helper));
  }
});

test("a SIGTERM that a helper sends is one from outside", async () => {
  const { running, helper } = await startAfterHelper("--listen", "tcp", ["sleep", "60"]);
  await guardPid(running.pid);
  process.kill(helper, "SIGUSR2");
  expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
  await seeUntouched(running, helper);
});

describe.each(["LISTEN_FDS", "--listen"])("beside a helper, with %s, the program", (mode) => {
  test.each(["before", "after"])("that binds %s it becomes a daemon is followed", async (when) => {
    const argv = ["python3", program("process-daemon.py"), when, "ADDRESS"];
    const { running, helper, address } = await startAfterHelper(mode, "tcp", argv);
    const [, daemon = ""] = await running.line(/^daemon (\d+)$/);
    await until(() => stat(Number(daemon))?.ppid === running.pid, { what: "an orphan" });
    expect(await converse(address, "")).toBe(daemon);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    expect(isAlive(Number(daemon))).toBe(false);
    await seeUntouched(running, helper);
  });

  test("leaves nothing behind when it ends", async () => {
    const script = '(setsid sleep 61 & echo "left $!"); exit 4';
    const { running, helper } = await startAfterHelper(mode, "tcp", ["sh", "-c", script]);
    const [, left = ""] = await running.line(/^left (\d+)$/);
    expect(await running.exit()).toEqual({ code: 4, signal: null });
    expect(isAlive(Number(left))).toBe(false);
    await seeUntouched(running, helper);
  });
});

const lazy = ["--lazy", "--exit-idle-time=100ms"];

/** `ADDRESS` stands for the socket's. rouse-exec begins when the helper is ready. */
async function startAfterHelper(
  mode: string,
  kind: Kind,
  argv: string[],
  options: string[] = [],
  how = "",
) {
  const address = kind === "tcp" ? `127.0.0.1:${await freePort()}` : `${tempDir()}/socket`;
  const report = `${tempDir()}/service.json`;
  const listen = mode === "--listen" ? [`--listen=${address}`] : [];
  const words = argv.map((word) => (word === "ADDRESS" ? address : word));
  const helping = `python3 ${program("started-before.py")} ${how} & read line; exec "$@"`;
  const own = [rouseExec, ...listen, `--report=${report}`, ...options, "--", ...words];
  const command = ["sh", "-c", helping, "sh", ...own];
  const running = mode === "--listen" ? start(command) : activate([{ kind, address }], command);
  const [, helper = ""] = await running.line(/^helper (\d+)$/);
  running.stdin?.write("\n");
  await reportWhere(report, () => true);
  return { running, helper: Number(helper), address, report };
}

async function sleepOnce(mode: string, kind: Kind, argv: string[], how = "") {
  const started = await startAfterHelper(mode, kind, argv, lazy, how);
  const { address, report } = started;
  await reportWhere(report, ({ state }) => state === "waiting");
  await converse(address, "GET / HTTP/1.0\r\n\r\n");
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
  return started;
}

/** Once it is left to rouse-exec. */
async function orphanOf(running: Running, helper: number): Promise<number> {
  const orphan = await makeOrphan(running, helper);
  await until(() => stat(orphan)?.ppid === running.pid, { what: `${orphan} to be left behind` });
  return orphan;
}

async function makeOrphan({ output }: Running, helper: number): Promise<number> {
  const made = () => output.matches(/^orphan (\d+)$/);
  const before = made().length;
  process.kill(helper, "SIGUSR1");
  const [, pid = ""] = await until(() => made()[before], { what: `an orphan of ${helper}` });
  return Number(pid);
}

/** A helper that makes another orphan lives, does not stand still, and has told of all signals before that. */
async function seeUntouched(running: Running, helper: number, ...orphans: number[]) {
  await makeOrphan(running, helper);
  expect(orphans.filter((pid) => !isAlive(pid))).toEqual([]);
  expect(running.output.matches(/^got /)).toEqual([]);
}

async function endAndSeeReaped(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await until(() => !stat(pid), { what: `${pid} to be reaped` });
}
