import { existsSync, lstatSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { isAlive } from "../harness/procs.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { claim } from "./claim.js";
import { ownRuntimeDir, plant, readRuntimeFile, runtimeFilesIn, startDaemon } from "./daemons.js";
import { identify } from "./identify.js";
import { listenAt } from "./listen-at.js";

const root = needsRoot();

test("there is none: nothing happens, again and again", async () => {
  const folder = ownRuntimeDir();
  expect(await claim()).toEqual([]);
  expect(await claim()).toEqual([]);
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
});

describe("one whose socket is that of the service manager (54, D)", () => {
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
    "is cleared and the socket stays, nobody connects to it (activated: %s)",
    async (activated) => {
      const { folder, path, held, file } = await leave(activated);
      expect(await claim(path)).toEqual([
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

  test("likewise when another program has its pid, which is not touched", async () => {
    const { folder, path, held, file } = await leave(true);
    const other = start(["/bin/sh", "-c", "echo up; read _"]);
    await other.line(/^up$/);
    plant(folder, other.pid, { ...file, pid: other.pid });
    const cleared = await claim(path);
    expect(cleared.map(({ pid, was }) => [pid, was]).sort()).toEqual(
      [file.pid, other.pid].sort().map((pid) => [pid, "cleared"]),
    );
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(isAlive(other.pid)).toBe(true);
    expect(held.connections).toBe(0);
  });

  test("stays even when this start listens elsewhere", async () => {
    const { folder, path, held } = await leave(true);
    expect(await claim(join(tempDir(), "elsewhere"))).toMatchObject([{ was: "cleared" }]);
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(held.connections).toBe(0);
    (await connect(path)).destroy();
  });
});

describe("one that was killed (55, 58, 97)", () => {
  test("is cleared with the socket that it had made", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}` });
    await daemon.stop("SIGKILL");
    expect(existsSync(path)).toBe(true);
    expect(await claim()).toMatchObject([{ pid: daemon.pid, was: "cleared" }]);
    expect([existsSync(path), runtimeFilesIn(folder)]).toEqual([false, []]);
  });

  test("leaves the socket that is ours to our start", async () => {
    ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}` });
    await daemon.stop("SIGKILL");
    expect(await claim(path)).toMatchObject([{ was: "cleared" }]);
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
    expect(await claim()).toMatchObject([{ was: "cleared" }]);
    expect(runtimeFilesIn(folder)).toEqual([]);
    expect(lstatSync(path)).toBeDefined();
  });

  test("leaves a draft, which is cleared; that of a living process is not", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon();
    await daemon.stop("SIGKILL");
    const drafts = [daemon.pid, process.pid].map((pid) => join(folder, `daemon.${pid}.json.tmp`));
    for (const draft of drafts) writeFileSync(draft, "{");
    const beside = join(folder, "web.json.tmp");
    writeFileSync(beside, "{");
    await claim();
    expect([...drafts, beside].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});

describe("one that answers (9, 56)", () => {
  test.each(["tcp", "unix"])("over %s: this start is refused, and it is named", async (network) => {
    const folder = ownRuntimeDir();
    const endpoint = network === "tcp" ? "http://127.0.0.1:0" : `unix://${tempDir()}/socket`;
    const daemon = await startDaemon({ endpoint });
    const place = readRuntimeFile(folder, daemon.pid).endpoint;
    const refused = {
      code: "LOCAL_ALREADY_RUNNING",
      message: expect.stringContaining(`as process ${daemon.pid} at ${place};`),
    };
    await expect(claim()).rejects.toMatchObject(refused);
    // The lock was given back.
    await expect(claim()).rejects.toMatchObject(refused);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(runtimeFilesIn(folder)).toHaveLength(1);
  });

  test.each([
    ["with 500, and says nothing", { status: 500, body: "" }],
    ["as another service: its address was taken by another, it lives", { body: `{"service":"x"}` }],
    ["with 404", { status: 404 }],
  ])("%s: likewise", async (_, answer) => {
    ownRuntimeDir();
    const daemon = await startDaemon({ answer });
    await expect(claim()).rejects.toMatchObject({ code: "LOCAL_ALREADY_RUNNING" });
    expect(isAlive(daemon.pid)).toBe(true);
  });

  test("another service does not concern us", async () => {
    ownRuntimeDir();
    await startDaemon({ service: "other" });
    expect(await claim()).toEqual([]);
  });
});

describe("is not touched, and no hindrance", () => {
  root.test("a process of another user that a file names (63, 65)", async () => {
    const folder = ownRuntimeDir();
    const other = start(["/bin/sh", "-c", "echo up; read _"], { uid: 65534, gid: 65534 });
    await other.line(/^up$/);
    const daemon = await startDaemon();
    const file = { ...readRuntimeFile(folder, daemon.pid), ...identify(other.pid) };
    await daemon.stop("SIGKILL");
    plant(folder, other.pid, file);
    const outcomes = await claim();
    expect(outcomes.find(({ pid }) => pid === other.pid)).toMatchObject({
      was: "kept",
      why: "it is of user 65534 now",
    });
    expect(isAlive(other.pid)).toBe(true);
    expect(readRuntimeFile(folder, other.pid)).toEqual(file);
  });

  test("a daemon whose file points at another host (59)", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon({ file: { endpoint: "http://192.0.2.1:7373" } });
    expect(await claim()).toMatchObject([
      { was: "kept", why: expect.stringContaining("none of this machine") },
    ]);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(runtimeFilesIn(folder)).toHaveLength(1);
  });
});
