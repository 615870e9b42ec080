import { describe, expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { children, isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { supervise } from "./supervised.js";

describe("when the program has ended well", () => {
  test("a helper that holds no passed socket is ended, and so is rouse-exec", async () => {
    const { exit, left, took } = await leave("ADDRESS", "helper", 0);
    expect(exit).toEqual({ code: 0, signal: null });
    expect(isAlive(left)).toBe(false);
    expect(took).toBeLessThan(3000);
  });

  test("one that never bound anything may be a daemon that still will, but not for ever", async () => {
    const { exit, left, took } = await leave("-", "helper", 0);
    expect(exit).toEqual({ code: 0, signal: null });
    expect(isAlive(left)).toBe(false);
    expect(took).toBeGreaterThan(3000);
    expect(took).toBeLessThan(7000);
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
  test.each([
    ["with a status", 3, { code: 3, signal: null }],
    ["by a signal", -9, { code: null, signal: "SIGKILL" }],
  ])("%s, what it left is ended and its failure is passed on", async (_, status, exit) => {
    const found = await leave("ADDRESS", "server", status);
    expect(found.exit).toEqual(exit);
    expect(isAlive(found.left)).toBe(false);
    expect(found.took).toBeLessThan(3000);
  });

  test("what ignores SIGTERM is killed after five seconds", async () => {
    const { exit, left, took } = await leave("ADDRESS", "stubborn", 4);
    expect(exit).toEqual({ code: 4, signal: null });
    expect(isAlive(left)).toBe(false);
    expect(took).toBeGreaterThan(4500);
    expect(took).toBeLessThan(7000);
  });
});

async function leave(address: string, kind: string, status: number) {
  const { running } = await superviseLeaver(address, kind, status);
  const left = await leftPid(running);
  const began = performance.now();
  const exit = await running.exit();
  return { exit, left, took: performance.now() - began };
}

function superviseLeaver(address: string, kind: string, status: number) {
  return supervise(["python3", program("process-leaves.py"), address, kind, String(status)]);
}

async function leftPid(running: Awaited<ReturnType<typeof superviseLeaver>>["running"]) {
  const [, pid] = await running.line(/^left (\d+)$/);
  return Number(pid);
}
