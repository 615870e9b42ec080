import { expect } from "vitest";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { untilQuick } from "../harness/until.js";
import { type Asleep, holdAsleep } from "./asleep.js";
import { newServer, type Server } from "./servers.js";

// A program that has lost its stop signal is not killed before a test gives up: many processes take their time to end.
const idleMs = 100;

needs("cc").test("a master that waits for its children gets every stop signal", async () => {
  const server = await newServer("c", "tcp");
  const argv = [compileC("sleep-prefork"), server.address, "2", "0"];
  const asleep = await holdAsleep({ ...server, argv }, idleMs);
  for (let sleep = 1; sleep <= 12; sleep++) await sleepOnce(server, asleep, sleep);
  expect(asleep.running.stderr).toBe("");
});

needs("cc").test(
  "a master that keeps one signal at a time is told again, and not killed",
  async () => {
    // Told again, it has a second: one that was held up for that long is killed, by the rules.
    const isQuick = async () => {
      const server = await newServer("c", "tcp");
      const argv = [compileC("sleep-one-signal"), server.address];
      const asleep = await holdAsleep({ ...server, argv }, idleMs, ["--stop-timeout=1s"]);
      for (let sleep = 1; sleep <= 3; sleep++) await sleepOnce(server, asleep, sleep);
      return asleep.running.stderr === "";
    };
    await untilQuick(isQuick, "three sleeps in which it ended within a second");
  },
);

needs("cc").test("a program whose first thread has ended gets every stop signal", async () => {
  const server = await newServer("c", "tcp");
  const argv = [compileC("sleep-first-thread"), server.address];
  const asleep = await holdAsleep({ ...server, argv }, idleMs);
  for (let sleep = 1; sleep <= 3; sleep++) await sleepOnce(server, asleep, sleep);
  expect(asleep.running.stderr).toBe("");
});

needs("cc").test.each(["tcp", "unix"] as const)(
  "where the signal ends the first process, no worker runs after it: %s",
  async (kind) => {
    const server = await newServer("c", kind);
    const argv = [compileC("sleep-workers"), kind, server.address];
    const asleep = await holdAsleep({ ...server, argv }, idleMs);
    for (let sleep = 1; sleep <= 5; sleep++) await sleepOnce(server, asleep, sleep);
    expect(asleep.running).toMatchObject({ stdout: "", stderr: "" });
  },
);

needs("cc").test("a program of 2,000 processes is put to sleep", async () => {
  const server = await newServer("c", "tcp");
  const argv = [compileC("sleep-prefork"), server.address, "2", "2000"];
  const asleep = await holdAsleep({ ...server, argv }, idleMs);
  await sleepOnce(server, asleep, 1);
  expect(asleep.running.stderr).toBe("");
});

const wrappers = [
  ["su", "-s", "/bin/sh", "-c", 'exec "$@"', "root", "sh"],
  ["runuser", "-u", "root", "--"],
  ["sudo", "-n", "-u", "root"],
];

needsRoot("su", "runuser", "sudo").test.each(wrappers)(
  "a program below %s is put to sleep, though that stops itself when its child does",
  async (...wrapper) => {
    const server = await newServer("python", "tcp");
    const argv = [...wrapper, ...server.argv];
    const asleep = await holdAsleep({ ...server, argv }, idleMs);
    for (let sleep = 1; sleep <= 4; sleep++) await sleepOnce(server, asleep, sleep);
    expect(asleep.running.stderr).not.toContain("did not stop in time");
  },
);

/** Wakes it and waits until it sleeps again. */
async function sleepOnce(server: Server, { report }: Asleep, nth: number): Promise<void> {
  expect((await get(server.address)).status).toBe(200);
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === nth, {
    deadlineMs: 60_000,
  });
}
