import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeOf } from "../../src/errors/has-code.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { isAlive, stat, threads } from "../harness/procs.js";
import { readReport } from "../harness/report.js";
import { until, untilQuick } from "../harness/until.js";
import { holdAsleep } from "./asleep.js";
import { newServer } from "./servers.js";

const idleMs = 100;

const title =
  "a client that connects during the standstill finds the program running on, and it sleeps later";

test(title, async () => {
  const { asleep, ask } = await holdCrowd();
  const standstills = () => asleep.running.output.matches(/^continued$/).length;
  let pids = await ask();
  while (standstills() < 3) {
    const before = standstills();
    waitForStandstill(pids);
    const found = await ask();
    const isSame = found.join() === pids.join();
    pids = found;
    if (isSame && standstills() > before) await noneIsStopped(pids);
  }
  await untilQuick(
    () => readReport(asleep.report)?.state === "waiting",
    "the program to be put to sleep",
  );
  expect(pids.map(isAlive)).toEqual([false, false]);
});

/** The standstill takes milliseconds, so nothing else is done until it begins, or until it was too short to be seen. */
function waitForStandstill([server = 0]: number[]): void {
  const end = Date.now() + 10 * idleMs;
  while (Date.now() < end) {
    const state = stat(server)?.state;
    if (state === undefined || state === "T") return;
  }
}

async function holdCrowd() {
  const server = await newServer("python", "tcp");
  const argv = ["python3", program("sleep-crowd.py"), server.address];
  const asleep = await holdAsleep({ ...server, argv }, idleMs);
  const ask = async (): Promise<number[]> => JSON.parse((await get(server.address)).body).pids;
  return { asleep, ask };
}

/** The first of them may have answered before the last one was continued. */
async function noneIsStopped(pids: number[]): Promise<void> {
  const states = () => pids.flatMap(threadStates).join("");
  await until(() => !states().includes("T"), { what: () => `no T in ${states()}` });
}

function threadStates(pid: number): string[] {
  return threads(pid).map((tid) => threadState(pid, tid));
}

/** Empty for one that is gone: the next standstill may have ended the program. */
function threadState(pid: number, tid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/task/${tid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
