import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findDaemon } from "../../src/local/client/find-daemon.js";
import { isAlive } from "../harness/procs.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { beginStart, refusedStart } from "./begin-start.js";
import {
  type DaemonOptions,
  ownRuntimeDir,
  runtimeFilesIn,
  service,
  startDaemon,
} from "./daemons.js";
import { freeze, hasFreezer } from "./freezer.js";

describe("a predecessor that hangs", () => {
  test("may only be busy, and makes the start fail", async () => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon({ answer: "nothing" });
    await expect(beginStart()).rejects.toMatchObject({
      code: "LOCAL_NOT_ANSWERING",
      message: expect.stringContaining(`process ${daemon.pid}, which serves it at `),
    });
    expect(isAlive(daemon.pid)).toBe(true);
    expect(runtimeFilesIn(folder)).toHaveLength(1);
  });

  test("is ended and cleared by a start that takes over, and so is its socket", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ endpoint: `unix://${path}`, answer: "nothing" });
    expect(await beginStart(undefined, true)).toMatchObject([
      {
        pid: daemon.pid,
        was: "cleared",
        why: expect.stringMatching(/^it did not answer, and was ended by SIG(TERM|KILL)$/),
      },
    ]);
    expect([existsSync(path), runtimeFilesIn(folder)]).toEqual([false, []]);
    await daemon.exit();
  });

  test.runIf(hasFreezer())(
    "and cannot be ended by one keeps its file, for the next try",
    async () => {
      const folder = ownRuntimeDir();
      const daemon = await startDaemon();
      const { thaw } = await freeze(daemon.pid);
      expect(await beginStart(undefined, true)).toMatchObject([
        { pid: daemon.pid, was: "kept", why: expect.stringContaining("after SIGKILL") },
      ]);
      expect(runtimeFilesIn(folder)).toHaveLength(1);
      thaw();
      await daemon.exit();
      expect(await beginStart(undefined, true)).toMatchObject([
        { pid: daemon.pid, was: "cleared" },
      ]);
      expect(runtimeFilesIn(folder)).toEqual([]);
    },
  );
});

describe("a predecessor in another pid namespace", () => {
  const elsewhere = { pidNamespace: "1" };

  test("that answers makes the start fail, and is found", async () => {
    ownRuntimeDir();
    const daemon = await startDaemon({ file: elsewhere });
    expect(await until(() => findDaemon(service))).toMatchObject({ pid: daemon.pid });
    expect(await refusedStart()).toMatchObject({ code: "LOCAL_ALREADY_RUNNING" });
  });

  test.each<[string, DaemonOptions["answer"]]>([
    ["that does not answer", "nothing"],
    ["at whose endpoint another service answers", { body: "{}" }],
  ])("%s is left alone with its file", async (_, answer = {}) => {
    const folder = ownRuntimeDir();
    const daemon = await startDaemon({ file: elsewhere, answer });
    expect(await beginStart()).toMatchObject([
      { was: "kept", why: "it is in another pid namespace" },
    ]);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(runtimeFilesIn(folder)).toHaveLength(1);
  });
});
