import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { holdAsleep } from "./asleep.js";
import { newServer } from "./servers.js";

/** Several looks for idleness. */
const idleMs = 200;

test.each([
  ["QUIT", { code: null, signal: "SIGQUIT" }],
  ["HUP", { code: null, signal: "SIGHUP" }],
  ["USR1", { code: null, signal: "SIGUSR1" }],
  // Nothing ends by it.
  ["WINCH", { code: 128 + 28, signal: null }],
])("the stop signal of a service that sleeps ends it: %s", async (name, exit) => {
  const server = await newServer("python", "tcp");
  const { running } = await holdAsleep(server, 60_000, [`--stop-signal=${name}`]);
  running.signal(`SIG${name}` as NodeJS.Signals);
  expect(await running.exit()).toEqual(exit);
});

test.each(["QUIT", "HUP", "USR2"])(
  "that of one that runs ends it, even if it is idle meanwhile: %s",
  async (name) => {
    const server = await newServer("python", "tcp");
    const argv = ["python3", program("saves.py"), name, server.kind, server.address];
    const { running } = await holdAsleep({ ...server, argv }, idleMs, [`--stop-signal=${name}`]);
    await server.askPid();
    running.signal(`SIG${name}` as NodeJS.Signals);
    const [, pid] = await running.line(/^saving (\d+)$/);
    await pause(5 * idleMs);
    process.kill(Number(pid), "SIGUSR1");
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  },
);
