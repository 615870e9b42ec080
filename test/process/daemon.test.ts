import { describe, expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { children, isAlive, stat } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { supervise } from "./supervised.js";

describe.each(["before", "after"])("a program that binds %s it becomes a daemon", (when) => {
  test("is followed: SIGTERM reaches the daemon, whose end is rouse-exec's", async () => {
    const { running, daemon, address } = await superviseDaemon(when);
    expect(await converse(address, "")).toBe(String(daemon));
    expect(stat(daemon)).toMatchObject({ ppid: running.pid });
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    expect(isAlive(daemon)).toBe(false);
  });

  test("passes on the status of the daemon", async () => {
    const { running } = await superviseDaemon(when, ["7"]);
    expect(await running.stop()).toEqual({ code: 7, signal: null });
  });

  test("is put to sleep and woken again", async () => {
    const report = `${tempDir()}/service.json`;
    const options = ["--lazy", "--exit-idle-time=100ms", `--report=${report}`];
    const { running, address } = await supervise(command(when), { options });
    const first = await converse(address, "");
    await until(() => children(running.pid).length === 0, { what: "the daemon to sleep" });
    const { wakes } = await reportState(report, "waiting");
    expect(wakes).toBe(1);
    const second = await converse(address, "");
    expect(second).not.toBe(first);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 2);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  });
});

test("SIGKILL of the daemon is rouse-exec's end too", async () => {
  const { running, daemon } = await superviseDaemon("after");
  process.kill(daemon, "SIGKILL");
  expect(await running.exit()).toEqual({ code: null, signal: "SIGKILL" });
});

test("SIGTERM in the moment in which the first process has ended is not lost", async () => {
  for (let attempt = 0; attempt < 15; attempt++) {
    const { running } = await supervise(command("before"));
    await running.line(/^daemon \d+$/);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    expect(running.survivors()).toEqual([]);
  }
});

describe("a daemon whose worker alone holds the socket when the first process has ended", () => {
  async function superviseMaster() {
    const report = `${tempDir()}/service.json`;
    const argv = ["python3", program("process-daemon-master.py"), "ADDRESS"];
    const { running, address } = await supervise(argv, { options: [`--report=${report}`] });
    const master = Number((await running.line(/^master (\d+)$/))[1]);
    await reportWhere(report, ({ program_pid }) => program_pid === master);
    return { running, address, master };
  }

  test("is followed: SIGTERM reaches the master, whose status is rouse-exec's", async () => {
    const { running, address, master } = await superviseMaster();
    expect(stat(Number(await converse(address, "")))).toMatchObject({ ppid: master });
    expect(await running.stop()).toEqual({ code: 7, signal: null });
    expect(running.survivors()).toEqual([]);
  });

  test("is ended with its master", async () => {
    const { running, master } = await superviseMaster();
    process.kill(master, "SIGKILL");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGKILL" });
    expect(running.survivors()).toEqual([]);
  });
});

async function superviseDaemon(when: string, status: string[] = []) {
  const supervised = await supervise(command(when, status));
  const [, pid] = await supervised.running.line(/^daemon (\d+)$/);
  await until(() => children(supervised.running.pid).join() === pid, {
    what: "its parents to end",
  });
  return { ...supervised, daemon: Number(pid) };
}

function command(when: string, status: string[] = []): string[] {
  return ["python3", program("process-daemon.py"), when, "ADDRESS", ...status];
}
