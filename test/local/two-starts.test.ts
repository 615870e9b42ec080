import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasCode } from "../../src/errors/has-code.js";
import { findDaemon } from "../../src/local/client/find-daemon.js";
import { acquireStartLock } from "../../src/local/start/start-lock.js";
import { root } from "../harness/paths.js";
import type { Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { launchDaemon, ownRuntimeDir, runtimeFilesIn, service, startDaemon } from "./daemons.js";

/** Returns `ready` or the error code of each daemon. */
function outcomesOf(daemons: Running[]): Promise<string[]> {
  const wait = async (one: Running) => (await one.line(/^(ready|refused \S+)/))[1] ?? "";
  return Promise.all(daemons.map(wait));
}

test.each([
  ["tcp", 0],
  ["unix", 100],
])(
  "when five start in the same instant over %s, one wins and the others name it (%d ms from listening to the file)",
  async (network, slowMs) => {
    const folder = ownRuntimeDir();
    const endpoint = network === "tcp" ? "http://127.0.0.1:0" : `unix://${tempDir()}/socket`;
    const options = { lock: true, endpoint, slowMs };
    const daemons = Array.from({ length: 5 }, () => launchDaemon(options));
    const outcomes = await outcomesOf(daemons);
    const winner = daemons[outcomes.indexOf("ready")];
    expect(outcomes.toSorted()).toEqual([
      "ready",
      ...Array(4).fill("refused LOCAL_ALREADY_RUNNING"),
    ]);
    expect(runtimeFilesIn(folder)).toEqual([`daemon.${winner?.pid}.json`]);
    for (const loser of daemons.filter((daemon) => daemon !== winner)) {
      expect(loser.stdout).toContain(`it is already running, as process ${winner?.pid} at`);
      expect((await loser.exit()).code).toBe(1);
    }
    expect(await until(() => findDaemon(service))).toMatchObject({ pid: winner?.pid });
  },
);

test("without koffi there is no lock, and a second daemon is still refused", async () => {
  const folder = ownRuntimeDir();
  const without = { NODE_OPTIONS: `--require=${root}/test/notify/programs/without-koffi.cjs` };
  const first = await startDaemon({ lock: true }, without);
  const second = launchDaemon({ lock: true, endpoint: "http://127.0.0.1:0" }, without);
  const [line] = await second.line(/^refused .*/);
  expect(line).toContain(`LOCAL_ALREADY_RUNNING`);
  expect(line).toContain(`as process ${first.pid} at`);
  expect(runtimeFilesIn(folder)).toEqual([`daemon.${first.pid}.json`]);
});

test("a daemon that is killed as it starts gives way to the one that waits", async () => {
  const folder = ownRuntimeDir();
  const endpoint = `unix://${tempDir()}/socket`;
  const first = launchDaemon({ lock: true, endpoint, slowMs: 600_000 });
  const isHeld = () => readHolder(folder) === first.pid;
  await until(isHeld, { what: "the first to have the lock" });
  const second = launchDaemon({ lock: true, endpoint });
  first.signal("SIGKILL");
  await second.line(/^ready/);
  expect(runtimeFilesIn(folder)).toEqual([`daemon.${second.pid}.json`]);
});

test("after SIGKILL the next daemon starts, five times over", async () => {
  const folder = ownRuntimeDir();
  const endpoint = `unix://${tempDir()}/socket`;
  for (let count = 0; count < 5; count++) {
    const daemon = await startDaemon({ lock: true, endpoint });
    expect(runtimeFilesIn(folder)).toEqual([`daemon.${daemon.pid}.json`]);
    await daemon.stop("SIGKILL");
  }
});

test("a start that waits too long names the process that it waits for", async () => {
  const folder = ownRuntimeDir();
  const lock = await acquireStartLock(service);
  const waiting = acquireStartLock(service, 60);
  await expect(waiting).rejects.toMatchObject({
    code: "LOCAL_START_BUSY",
    message: expect.stringContaining(`process ${process.pid} is starting it`),
  });
  expect(readHolder(folder)).toBe(process.pid);
  lock.release();
  lock.release();
  (await acquireStartLock(service, 0)).release();
});

function readHolder(folder: string): number | undefined {
  try {
    return Number(readFileSync(join(folder, "daemon.lock"), "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
