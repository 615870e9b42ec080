import { test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { isAlive, stat } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { holdAsleep } from "../sleep/asleep.js";
import { newServer } from "../sleep/servers.js";

const idleMs = 100;
/** The kill may come a moment after the standstill. */
const rounds = 3;

const title =
  "rouse-exec killed during the standstill: the program ends, and does not stay stopped for ever";

test(title, async () => {
  for (let round = 0; round < rounds; round++) {
    const server = await newServer("python", "tcp");
    const argv = ["python3", program("sleep-crowd.py"), server.address];
    const { running } = await holdAsleep({ ...server, argv }, idleMs);
    const stopped = await seeStopped(server.address);
    process.kill(running.pid, "SIGKILL");
    await running.exit();
    const what = () => `the program to end, which is in state ${stat(stopped)?.state}`;
    await until(() => !isAlive(stopped), { what });
    await running.end();
  }
});

/** The pid of the server, at a moment when it was stopped. */
async function seeStopped(address: string): Promise<number> {
  for (;;) {
    const { pid } = JSON.parse((await get(address)).body);
    if (isSeenStopped(pid)) return pid;
  }
}

/** The standstill takes milliseconds, so nothing else is done until it begins, or was too short to be seen. */
function isSeenStopped(server: number): boolean {
  const end = Date.now() + 10 * idleMs;
  while (Date.now() < end) {
    const state = stat(server)?.state;
    if (state === undefined || state === "T") return state === "T";
  }
  return false;
}
