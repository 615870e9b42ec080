import { chownSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { isAlive } from "../harness/procs.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { beginStart, refusedStart } from "./begin-start.js";
import { ownRuntimeDir, plant, readRuntimeFile, runtimeFilesIn, startDaemon } from "./daemons.js";
import { identify } from "./identify.js";
import { listenAt } from "./listen-at.js";

const root = needsRoot();

test("without a predecessor nothing happens, however often", async () => {
  const folder = ownRuntimeDir();
  expect(await beginStart()).toEqual([]);
  expect(await beginStart()).toEqual([]);
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
});

describe("a predecessor whose socket belongs to the service manager", () => {
  async function leave(activated: boolean) {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const held = await listenAt(path);
    const daemon = await startDaemon({ activated, file: { endpoint: `unix://${path}` } });
    const file = readRuntimeFile(folder, daemon.pid);
    await daemon.stop("SIGKILL");
    return { folder, path, held, file };
  }

  test.each([true, false])(
    "is cleared, and the socket stays and is not connected to (activated: %s)",
    async (activated) => {
      const { folder, path, held, file } = await leave(activated);
      expect(await beginStart(path)).toEqual([
        {
          pid: file.pid,
          endpoint: file.endpoint,
          was: "cleared",
          why: `no process has the pid ${file.pid}`,
        },
      ]);
      expect(runtimeFilesIn(folder)).toEqual([]);
      expect(held.connections).toBe(0);
      (await connect(path)).destroy();
    },
  );

  test("is cleared when another program has its pid, and that program is not touched", async () => {
    const { folder, path, held, file } = await leave(true);
    const other = start(["/bin/sh", "-c", "echo up; read _"]);
    await other.line(/^up$/);
    plant(folder, other.pid, { ...file, pid: other.pid });
    const cleared = await beginStart(path);
    expect(cleared.map(({ pid, was }) => [pid, was]).sort()).toEqual(
      [file.pid, other.pid].sort().map((pid) => [pid, "cleared"]),
    );
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(isAlive(other.pid)).toBe(true);
    expect(held.connections).toBe(0);
  });

  test("is cleared and the socket stays, even when this start listens elsewhere", async () => {
    const { folder, path, held } = await leave(true);
    expect(await beginStart(join(tempDir(), "elsewhere"))).toMatchObject([{ was: "cleared" }]);
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(held.connections).toBe(0);
    (await connect(path)).destroy();
  });
});

describe("a predecessor that was killed", () => {
  test("is cleared, and so is the socket that it had made", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}` });
    await daemon.stop("SIGKILL");
    expect(existsSync(path)).toBe(true);
    expect(await beginStart()).toMatchObject([{ pid: daemon.pid, was: "cleared" }]);
    expect([existsSync(path), runtimeFilesIn(folder)]).toEqual([false, []]);
  });

  test("is cleared, and a socket at the path of this start stays", async () => {
    ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}` });
    await daemon.stop("SIGKILL");
    expect(await beginStart(path)).toMatchObject([{ was: "cleared" }]);
    expect(existsSync(path)).toBe(true);
  });

  test.each<[string, (path: string) => void]>([
    ["a file", (path) => writeFileSync(path, "kept")],
    ["a symbolic link", (path) => symlinkSync("/dev/null", path)],
  ])("is cleared, and %s at its path stays", async (_, make) => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    make(path);
    const daemon = await startDaemon({ file: { endpoint: `unix://${path}` } });
    await daemon.stop("SIGKILL");
    expect(await beginStart()).toMatchObject([{ was: "cleared" }]);
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(lstatSync(path)).toBeDefined();
  });

  root.test("is cleared, and a socket in a folder that another user may change stays", async () => {
    const folder = ownRuntimeDir();
    const other = join(tempDir(), "other");
    mkdirSync(other);
    const path = join(other, "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}` });
    await daemon.stop("SIGKILL");
    chownSync(other, 65_534, 65_534);
    expect(await beginStart()).toMatchObject([{ was: "cleared" }]);
    expect([existsSync(path), runtimeFilesIn(folder)]).toEqual([true, []]);
  });

  test("leaves a draft, which is removed; the draft of a running process is not", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon();
    await daemon.stop("SIGKILL");
    const drafts = [daemon.pid, process.pid].map((pid) => join(folder, `daemon.${pid}.json.tmp`));
    for (const draft of drafts) writeFileSync(draft, "{");
    const beside = join(folder, "web.json.tmp");
    writeFileSync(beside, "{");
    await beginStart();
    expect([...drafts, beside].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});

describe("a predecessor that answers", () => {
  test.each(["tcp", "unix"])("over %s makes the start fail, and is named", async (network) => {
    const folder = ownRuntimeDir();
    const endpoint = network === "tcp" ? "http://127.0.0.1:0" : `unix://${tempDir()}/socket`;
    const daemon = await startDaemon({ endpoint });
    const named = readRuntimeFile(folder, daemon.pid).endpoint;
    const refused = {
      code: "LOCAL_ALREADY_RUNNING",
      message: expect.stringContaining(`as process ${daemon.pid} at ${named};`),
    };
    expect(await refusedStart()).toMatchObject(refused);
    // The lock was released.
    expect(await refusedStart()).toMatchObject(refused);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(runtimeFilesIn(folder)).toHaveLength(1);
  });

  test.each([
    ["with 500 and an empty body", { status: 500, body: "" }],
    ["as another service, because another server took its address", { body: `{"service":"x"}` }],
    ["with 404", { status: 404 }],
  ])("%s makes the start fail", async (_, answer) => {
    ownRuntimeDir();
    const daemon = await startDaemon({ answer });
    expect(await refusedStart()).toMatchObject({ code: "LOCAL_ALREADY_RUNNING" });
    expect(isAlive(daemon.pid)).toBe(true);
  });

  test("for another service does not matter", async () => {
    ownRuntimeDir();
    await startDaemon({ service: "other" });
    expect(await beginStart()).toEqual([]);
  });
});

describe("does not keep the daemon from starting, and is not touched:", () => {
  root.test("a process of another user that a file names", async () => {
    const folder = ownRuntimeDir();
    const other = start(["/bin/sh", "-c", "echo up; read _"], { uid: 65534, gid: 65534 });
    await other.line(/^up$/);
    const daemon = await startDaemon();
    const file = { ...readRuntimeFile(folder, daemon.pid), ...identify(other.pid) };
    await daemon.stop("SIGKILL");
    plant(folder, other.pid, file);
    const outcomes = await beginStart();
    expect(outcomes.find(({ pid }) => pid === other.pid)).toMatchObject({
      was: "kept",
      why: "it belongs to user 65534 now",
    });
    expect(isAlive(other.pid)).toBe(true);
    expect(readRuntimeFile(folder, other.pid)).toEqual(file);
  });

  test("a daemon whose file points at another host", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon({ file: { endpoint: "http://192.0.2.1:7373" } });
    expect(await beginStart()).toMatchObject([
      { was: "kept", why: expect.stringContaining("not on this machine") },
    ]);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(runtimeFilesIn(folder)).toHaveLength(1);
  });
});
