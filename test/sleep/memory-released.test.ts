import { readFileSync, realpathSync } from "node:fs";
import { expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { status } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { until } from "../harness/until.js";
import { holdAsleep } from "./asleep.js";
import { newServer } from "./servers.js";

/** A seccomp filter might kill for madvise(2), so nothing is released under one. */
const isFiltered = status(process.pid, "Seccomp") !== "0";

test.skipIf(isFiltered)("asleep, only a part of its text is mapped", async () => {
  const server = await newServer("python", "tcp");
  const { running, report } = await holdAsleep(server, 100);
  for (const wakes of [0, 1]) {
    await until(() => isPartOnly(running.pid), {
      what: `text to be released after ${wakes} wakes`,
    });
    if (wakes === 0) await server.askPid();
    await reportState(report, "waiting");
  }
  expect(running.stderr).toBe("");
});

test.skipIf(isFiltered)(
  "awake, too, once the program has made no trapped call for a while",
  async () => {
    const server = await newServer("python", "tcp");
    const { running, report } = await holdAsleep(server, 60_000);
    for (let times = 0; times < 2; times++) {
      await server.askPid();
      await reportState(report, "running");
      await until(() => isPartOnly(running.pid), { what: "text to be released while it is awake" });
    }
    expect(running.stderr).toBe("");
  },
);

/** Of its executable mapping (proc_pid_smaps(5)). */
function isPartOnly(pid: number): boolean {
  const smaps = readFileSync(`/proc/${pid}/smaps`, "utf8");
  const path = realpathSync(rouseExec);
  const text = smaps
    .split(/\n(?=[\da-f]+-)/)
    .find((it) => /^\S+ r-x/.test(it) && it.includes(path));
  const kilobytes = (field: string) =>
    Number(text?.match(RegExp(`^${field}:\\s+(\\d+)`, "m"))?.[1]);
  return kilobytes("Rss") < kilobytes("Size");
}
