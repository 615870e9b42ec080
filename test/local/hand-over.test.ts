import { renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stopDaemon } from "../../src/local/client/stop-daemon.js";
import { isAlive } from "../harness/procs.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import {
  type DaemonOptions,
  daemonProgram,
  ownRuntimeDir,
  runtimeFilesIn,
  service,
  startDaemon,
} from "./daemons.js";
import { freeze, hasFreezer } from "./freezer.js";

/** Runs one daemon and, when it has ended, another, as a service manager does with Restart=always. */
async function supervise(first: DaemonOptions, second: DaemonOptions) {
  const script = '"$1" "$2" "$3"; exec "$1" "$2" "$4"';
  const words = [first, second].map((options) => JSON.stringify({ ...anywhere, ...options }));
  const argv = ["/bin/sh", "-c", script, "sh", process.execPath, daemonProgram, ...words];
  const running = start(argv);
  await running.line(/^ready/);
  return running;
}

const anywhere = { endpoint: "http://127.0.0.1:0" };

function onlyPidIn(folder: string): number {
  const [name = ""] = runtimeFilesIn(folder);
  return Number(name.split(".")[1]);
}

describe("handed over", () => {
  test.each<[string, DaemonOptions]>([
    ["SIGTERM", {}],
    ["SIGKILL", { term: "ignore" }],
  ])("to the daemon that a service manager starts in its place, after %s", async (by, first) => {
    const folder = ownRuntimeDir();
    const manager = await supervise(first, {});
    const before = onlyPidIn(folder);
    const outcome = await stopDaemon(service, {
      timeoutMs: by === "SIGTERM" ? 20_000 : 100,
      successorMs: 20_000,
    });
    expect(outcome).toEqual({
      outcome: "handed-over",
      ended: [{ pid: before, by }],
      remaining: [],
      successor: { pid: onlyPidIn(folder), isReady: true },
    });
    // The shell became the second.
    expect(outcome.successor?.pid).toBe(manager.pid);
    expect(isAlive(manager.pid)).toBe(true);
  });

  test("to a daemon that does not answer and so is not ready", async () => {
    const folder = ownRuntimeDir();
    const next = await startDaemon({ answer: "nothing" });
    const name = `daemon.${next.pid}.json`;
    const heir = { from: join(tempDir(), name), to: join(folder, name) };
    renameSync(heir.to, heir.from);
    const first = await startDaemon({ heir });
    expect(await stopDaemon(service, { timeoutMs: 20_000 })).toMatchObject({
      outcome: "handed-over",
      ended: [{ pid: first.pid, by: "SIGTERM" }],
      successor: { pid: next.pid, isReady: false },
    });
    expect(isAlive(next.pid)).toBe(true);
  });

  test("to no daemon that was there before", async () => {
    const folder = ownRuntimeDir();
    const daemons = [await startDaemon(), await startDaemon()];
    const outcome = await stopDaemon(service, { successorMs: 100 });
    expect(outcome).toMatchObject({ outcome: "stopped", successor: undefined });
    expect(outcome.ended).toHaveLength(daemons.length);
    expect(runtimeFilesIn(folder)).toEqual([]);
  });

  test.runIf(hasFreezer())("not while one of the daemons lingers", async () => {
    const folder = ownRuntimeDir();
    const lingering = await startDaemon();
    const { thaw } = await freeze(lingering.pid);
    const next = await supervise({}, {});
    const outcome = await stopDaemon(service, { timeoutMs: 200, successorMs: 20_000 });
    expect(outcome).toMatchObject({
      outcome: "still-running",
      remaining: [{ pid: lingering.pid }],
      successor: { pid: next.pid, isReady: true },
    });
    expect(runtimeFilesIn(folder)).toHaveLength(2);
    thaw();
  });
});
