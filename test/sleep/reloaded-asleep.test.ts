import { expect, test } from "vitest";
import { holdAsleep } from "./asleep.js";
import { newServer } from "./servers.js";

test.each(["tcp", "unix", "udp"] as const)(
  "SIGHUP, which asks a program to reload, does not end a service that sleeps: %s",
  async (kind) => {
    const server = await newServer("python", kind);
    const { running } = await holdAsleep(server, 60_000);
    running.signal("SIGHUP");
    await server.askPid();
    expect(running.hasEnded).toBe(false);
    running.signal("SIGTERM");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
  },
);

test("SIGHUP ends it where that is the stop signal", async () => {
  const server = await newServer("python", "tcp");
  const { running } = await holdAsleep(server, 60_000, ["--stop-signal=HUP"]);
  running.signal("SIGHUP");
  expect(await running.exit()).toEqual({ code: null, signal: "SIGHUP" });
});
