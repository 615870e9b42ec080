import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stopDaemon } from "../../src/local/client/stop-daemon.js";
import { connect } from "../harness/connect.js";
import { root as checkout } from "../harness/paths.js";
import { isAlive } from "../harness/procs.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import {
  ownRuntimeDir,
  plant,
  readRuntimeFile,
  runtimeFilesIn,
  service,
  startDaemon,
} from "./daemons.js";
import { freeze, hasFreezer } from "./freezer.js";
import { identify } from "./identify.js";
import { listenAt } from "./listen-at.js";

const root = needsRoot();
const nothing = { outcome: "not-running", ended: [], remaining: [], successor: undefined };

describe("a daemon", () => {
  test("ends by SIGTERM, and is not waited for any longer", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon();
    const began = performance.now();
    expect(await stopDaemon(service, { timeoutMs: 60_000 })).toEqual({
      outcome: "stopped",
      ended: [{ pid: daemon.pid, by: "SIGTERM" }],
      remaining: [],
      successor: undefined,
    });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(await daemon.exit()).toEqual({ code: 0, signal: null });
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(await stopDaemon(service)).toEqual(nothing);
  });

  test("that ignores SIGTERM ends by SIGKILL after two seconds, and only then its file and socket are removed", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}`, term: "ignore" });
    const began = performance.now();
    const stopping = stopDaemon(service);
    let isOver = false;
    stopping.then(() => {
      isOver = true;
    });
    while (!isOver && isAlive(daemon.pid)) {
      expect(runtimeFilesIn(folder)).toHaveLength(1);
      expect(existsSync(path)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(performance.now() - began).toBeGreaterThan(1990);
    expect(await stopping).toMatchObject({
      outcome: "stopped",
      ended: [{ pid: daemon.pid, by: "SIGKILL" }],
    });
    expect(await daemon.exit()).toEqual({ code: null, signal: "SIGKILL" });
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  test("that has removed its file and drains is waited for", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon({ term: "stay" });
    const stopping = stopDaemon(service, { timeoutMs: 3000 });
    await until(() => runtimeFilesIn(folder).length === 0);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(await stopping).toMatchObject({ ended: [{ pid: daemon.pid, by: "SIGKILL" }] });
  });

  test("that is stopped by SIGSTOP ends all the same", async () => {
    ownRuntimeDir();
    const daemon = await startDaemon();
    daemon.signal("SIGSTOP");
    const outcome = await stopDaemon(service, { timeoutMs: 100 });
    expect(outcome.ended).toEqual([{ pid: daemon.pid, by: "SIGKILL" }]);
  });

  test("ends with all others of its service, and those of another service do not", async () => {
    const folder = ownRuntimeDir();
    const daemons = [await startDaemon(), await startDaemon(), await startDaemon()];
    const other = await startDaemon({ service: "other" });
    const { ended } = await stopDaemon(service);
    const pids = (list: readonly { pid: number }[]) => list.map(({ pid }) => pid).sort();
    expect(pids(ended)).toEqual(pids(daemons));
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(isAlive(other.pid)).toBe(true);
  });

  test("ends without koffi, too", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon();
    const script = `
      const { stopDaemon } = await import("${checkout}/build/src/local/client/stop-daemon.js");
      console.log(JSON.stringify(await stopDaemon("${service}", { timeoutMs: 20_000 })));`;
    const without = join(checkout, "test/notify/programs/without-koffi.cjs");
    const argv = [process.execPath, "--require", without, "--input-type=module", "-e", script];
    const { stdout } = await run(argv);
    expect(JSON.parse(stdout)).toMatchObject({ ended: [{ pid: daemon.pid, by: "SIGTERM" }] });
    expect(runtimeFilesIn(folder)).toEqual([]);
  });
});

describe("nothing runs", () => {
  test("where no daemon ever ran", async () => {
    ownRuntimeDir();
    expect(await stopDaemon(service)).toEqual(nothing);
  });

  test.each([
    ["a pid of 0", `{"version":1,"pid":0}`],
    ["half a file", `{"version":1,"pid":`],
    ["no file", "nonsense"],
  ])("where there is a file with %s, which is removed", async (_, text) => {
    const folder = ownRuntimeDir();
    plant(folder, 42, text);
    expect(await stopDaemon(service)).toEqual(nothing);
    expect(runtimeFilesIn(folder)).toEqual([]);
  });

  test("where the daemon was killed, and its files are removed", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}` });
    await daemon.stop("SIGKILL");
    expect(await stopDaemon(service)).toEqual(nothing);
    expect([existsSync(path), runtimeFilesIn(folder)]).toEqual([false, []]);
  });

  test("where another program has its pid, and is not touched", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon();
    const other = start(["/bin/sh", "-c", "echo up; read _"]);
    await other.line(/^up$/);
    const file = readRuntimeFile(folder, daemon.pid);
    await daemon.stop("SIGKILL");
    plant(folder, other.pid, { ...file, pid: other.pid });
    expect(await stopDaemon(service)).toEqual(nothing);
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(isAlive(other.pid)).toBe(true);
  });
});

describe("a socket stays", () => {
  test("that the service manager has passed, and is not connected to", async () => {
    ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const manager = await listenAt(path);
    const file = { endpoint: `unix://${path}` };
    const daemon = await startDaemon({ activated: true, term: "ignore", file });
    expect(await stopDaemon(service, { timeoutMs: 50 })).toMatchObject({ outcome: "stopped" });
    expect(isAlive(daemon.pid)).toBe(false);
    expect(manager.connections).toBe(0);
    (await connect(path)).destroy();
  });

  test("that another server listens on by now", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon();
    plant(folder, daemon.pid, {
      ...readRuntimeFile(folder, daemon.pid),
      endpoint: `unix://${path}`,
    });
    await listenAt(path);
    expect(await stopDaemon(service)).toMatchObject({ outcome: "stopped" });
    (await connect(path)).destroy();
  });
});

describe("still running", () => {
  root.test("a process of another user, whatever a file of ours says", async () => {
    const folder = ownRuntimeDir();
    const other = start(["/bin/sh", "-c", "echo up; read _"], { uid: 65534, gid: 65534 });
    await other.line(/^up$/);
    const daemon = await startDaemon();
    const file = { ...readRuntimeFile(folder, daemon.pid), ...identify(other.pid) };
    await daemon.stop("SIGKILL");
    plant(folder, other.pid, file);
    expect(await stopDaemon(service)).toEqual({
      outcome: "still-running",
      ended: [],
      remaining: [{ pid: other.pid, why: "it belongs to user 65534 now" }],
      successor: undefined,
    });
    expect(isAlive(other.pid)).toBe(true);
    expect(readRuntimeFile(folder, other.pid)).toEqual(file);
  });

  test("this process itself, which a file names", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon();
    const file = { ...readRuntimeFile(folder, daemon.pid), ...identify(process.pid) };
    await daemon.stop("SIGKILL");
    plant(folder, process.pid, file);
    expect(await stopDaemon(service)).toMatchObject({
      outcome: "still-running",
      remaining: [{ pid: process.pid, why: "it is this process" }],
    });
  });

  test.runIf(hasFreezer())(
    "a daemon that the kernel keeps from ending, whose file stays for the next try",
    async () => {
      const folder = ownRuntimeDir();
      const daemon = await startDaemon();
      const { thaw } = await freeze(daemon.pid);
      expect(await stopDaemon(service, { timeoutMs: 50 })).toEqual({
        outcome: "still-running",
        ended: [],
        remaining: [{ pid: daemon.pid, why: expect.stringContaining("after SIGKILL") }],
        successor: undefined,
      });
      expect(runtimeFilesIn(folder)).toHaveLength(1);
      thaw();
      await daemon.exit();
      expect(await stopDaemon(service)).toEqual(nothing);
      expect(runtimeFilesIn(folder)).toEqual([]);
    },
  );
});
