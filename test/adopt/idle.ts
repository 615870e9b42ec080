import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { activate, whenTold } from "../harness/activate.js";
import { program, rouseExec } from "../harness/paths.js";
import type { Running } from "../harness/start.js";

/** The idle time of these tests. */
const spanMs = 1000;

/** How the fixture treats its connections. */
export type How = "close" | "hold" | "half";

export interface Idler {
  address: string;
  running: Running;
}

/** A server on a TCP or unix address that is to sleep when it is idle, and begins when its first client is there. */
export function startIdler(address: string, how: How, { before = [] as string[] } = {}): Idler {
  const kind = address.startsWith("/") ? "unix" : "tcp";
  const argv = ["python3", "-B", program("adopt-idle.py"), kind, address, how];
  const own = [rouseExec, `--exit-idle-time=${spanMs}ms`];
  const command = [...before, ...own, "--", ...whenTold(argv)];
  const running = activate([{ kind, address }], command);
  return { address, running };
}

/** It ends with 0, and no sooner than it should: `used` is a moment at which the use had certainly not ended. */
export async function expectSleep({ running }: Idler, used = performance.now()): Promise<void> {
  const exit = await running.exit();
  const ended = performance.now();
  expect(exit, running.output.all()).toEqual({ code: 0, signal: null });
  // A timer of ours may be a millisecond early.
  expect(ended - used).toBeGreaterThan(spanMs - 2);
}

/** It is awake for twice the time in which it would have slept at the latest. */
export async function expectAwake({ running }: Idler): Promise<void> {
  const end = performance.now() + 2.5 * spanMs;
  while (performance.now() < end) {
    expect(running.hasEnded, `asleep: ${running.output.all()}`).toBe(false);
    await pause(50);
  }
}

/** Runs the scenarios side by side, since each of them mostly waits; each is a test by its title. */
export function atOnce(scenarios: Record<string, () => Promise<void>>): void {
  const failures = new Map<string, unknown>();

  beforeAll(async () => {
    const runs = Object.entries(scenarios).map(([title, run]) =>
      run().catch((error: unknown) => failures.set(title, error)),
    );
    await Promise.all(runs);
  }, 180_000);

  test.each(Object.keys(scenarios))("%s", (title) => {
    if (failures.has(title)) throw failures.get(title);
  });
}
