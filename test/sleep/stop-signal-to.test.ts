import { expect } from "vitest";
import { reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { type Asleep, holdAsleep } from "./asleep.js";
import { newServer } from "./servers.js";

const idleMs = 100;
const { test } = needsRoot("unshare");

test("a program below unshare -f, which blocks SIGTERM, is put to sleep when all get it", async () => {
  const { asleep } = await askBelowUnshare("--stop-signal-to=all");
  await fallsAsleep(asleep);
  expect(asleep.running.stderr).not.toContain("did not stop in time");
});

test("when it alone gets it the program is killed, and a sentence says what to do", async () => {
  const { asleep } = await askBelowUnshare("--stop-signal-to=program", "--stop-timeout=1s");
  await asleep.running.line(
    /did not stop in time: killing it \(process \d+, unshare, ignores or blocks SIGTERM; --stop-signal-to=all /,
  );
  await fallsAsleep(asleep);
});

async function askBelowUnshare(...options: string[]) {
  const server = await newServer("c", "tcp");
  const argv = ["unshare", "--fork", ...server.argv];
  const asleep = await holdAsleep({ ...server, argv }, idleMs, options);
  await server.askPid();
  return { asleep };
}

async function fallsAsleep({ report }: Asleep): Promise<void> {
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
}
