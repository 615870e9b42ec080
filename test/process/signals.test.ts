import { constants } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import type { Running } from "../harness/start.js";
import { queueSignal, SIGRTMAX, SIGRTMIN } from "./send-signal.js";
import { superviseOwn } from "./supervised.js";

const { SIGKILL, SIGSTOP, SIGCHLD, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH } =
  constants.signals;
const never: number[] = [SIGKILL, SIGSTOP, SIGCHLD, SIGTERM, 32, 33];
const forwarded = Array.from({ length: SIGRTMAX }, (_, index) => index + 1).filter(
  (signal) => !never.includes(signal),
);

test("every signal that can be handled reaches the program once", async () => {
  const running = await superviseSignals();
  for (const signal of forwarded) {
    process.kill(running.pid, signal);
    await running.line(new RegExp(`^got ${signal} `));
  }
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  expect(received(running).map(([signal]) => signal)).toEqual(forwarded);
});

test("reload signals sent in a row arrive once each", async () => {
  const running = await superviseSignals();
  const signals = [SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGRTMIN, SIGRTMIN + 5, SIGRTMAX];
  for (const signal of signals) process.kill(running.pid, signal);
  await Promise.all(signals.map((signal) => running.line(new RegExp(`^got ${signal} `))));
  await running.stop();
  const numbers = received(running).map(([signal]) => signal);
  expect(numbers.sort((a = 0, b = 0) => a - b)).toEqual(signals.sort((a, b) => a - b));
});

test("values, senders and the order of queued signals are kept", async () => {
  const running = await superviseSignals();
  const values = [7, -1, 2 ** 31 - 1, 7];
  for (const value of values) queueSignal(running.pid, SIGRTMIN + 2, value);
  queueSignal(running.pid, SIGUSR1, 42);
  await running.line(/^got/, { nth: 5 });
  await running.stop();
  const expected = values.map((value) => [SIGRTMIN + 2, value, process.pid]);
  expect(received(running)).toEqual(expect.arrayContaining([[SIGUSR1, 42, process.pid]]));
  expect(received(running).filter(([signal]) => signal !== SIGUSR1)).toEqual(expected);
});

test("SIGTERM ends it at any moment of its start", async () => {
  for (let delay = 0; delay < 20; delay++) {
    const running = superviseOwn(["sleep", "60"]);
    await pause(delay / 2);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    expect(running.survivors()).toEqual([]);
  }
});

async function superviseSignals() {
  const running = superviseOwn([compileC("process-signals")]);
  await running.line(/^ready/);
  return running;
}

/** Number, value and sender of each signal, in the order they came. */
function received(running: Running): number[][] {
  return running.output.matches(/^got (.*)$/).map(([, rest = ""]) => rest.split(" ").map(Number));
}
