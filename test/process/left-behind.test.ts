import { describe, expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { children, isAlive } from "../harness/procs.js";
import type { Exit } from "../harness/start.js";
import { until, untilQuick } from "../harness/until.js";
import { supervise } from "./supervised.js";

/** What a daemon has for its first bind, and what ignores SIGTERM has until SIGKILL. */
const graceMs = 5000;

describe("when the program has ended well", () => {
  test("a helper that has long been there, and holds no passed socket, is ended, and so is rouse-exec", async () => {
    await endsAtOnce("old-helper", 0, { code: 0, signal: null });
  });

  test.each(["-", "ADDRESS"])(
    "one that was just started may be a daemon that still will bind, but not for ever (%s)",
    async (address) => {
      const { exit, left, took } = await leave(address, "helper", 0);
      expect(exit).toEqual({ code: 0, signal: null });
      expect(isAlive(left)).toBe(false);
      expect(took).toBeGreaterThan(graceMs);
    },
  );

  test("none is waited for after a signal that told the program to end", async () => {
    const isQuick = async () => {
      const { running } = await superviseLeaver("ADDRESS", "told-helper", 0);
      await leftPid(running);
      const began = performance.now();
      running.signal("SIGTERM");
      expect(await running.exit()).toEqual({ code: 0, signal: null });
      return performance.now() - began < graceMs;
    };
    await untilQuick(isQuick, `an end within ${graceMs} ms`);
  });

  test("one that holds the passed socket is the server now", async () => {
    const { running } = await superviseLeaver("ADDRESS", "server", 0);
    const left = await leftPid(running);
    await until(() => children(running.pid).join() === String(left), { what: "the first to end" });
    process.kill(running.pid, "SIGUSR1");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGUSR1" });
    expect(isAlive(left)).toBe(false);
  });
});

describe("when the program has failed", () => {
  test.each<[string, number, Exit]>([
    ["with a status", 3, { code: 3, signal: null }],
    ["by a signal", -9, { code: null, signal: "SIGKILL" }],
  ])("%s, what it left is ended and its failure is passed on", async (_, status, exit) => {
    await endsAtOnce("server", status, exit);
  });

  test("what ignores SIGTERM is killed after five seconds", async () => {
    const { exit, left, took } = await leave("ADDRESS", "stubborn", 4);
    expect(exit).toEqual({ code: 4, signal: null });
    expect(isAlive(left)).toBe(false);
    expect(took).toBeGreaterThan(graceMs);
  });
});

/** Without a grace. */
async function endsAtOnce(kind: string, status: number, exit: Exit): Promise<void> {
  const isQuick = async () => {
    const found = await leave("ADDRESS", kind, status);
    expect(found.exit).toEqual(exit);
    expect(isAlive(found.left)).toBe(false);
    return found.tookFromLeft < graceMs;
  };
  await untilQuick(isQuick, `an end within ${graceMs} ms`);
}

async function leave(address: string, kind: string, status: number) {
  const began = performance.now();
  const { running } = await superviseLeaver(address, kind, status);
  const left = await leftPid(running);
  const wasLeft = performance.now();
  const exit = await running.exit();
  const ended = performance.now();
  return { exit, left, took: ended - began, tookFromLeft: ended - wasLeft };
}

function superviseLeaver(address: string, kind: string, status: number) {
  return supervise(["python3", program("process-leaves.py"), address, kind, String(status)]);
}

async function leftPid(running: Awaited<ReturnType<typeof superviseLeaver>>["running"]) {
  const [, pid] = await running.line(/^left (\d+)$/);
  return Number(pid);
}
