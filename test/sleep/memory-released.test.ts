import { readFileSync, realpathSync } from "node:fs";
import { expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { status } from "../harness/procs.js";
import { readReport, reportState } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
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

/** The pause before the second try takes a second, after which it is released in any case. */
test.skipIf(isFiltered)("as soon as its program is failing, too", { retry: 3 }, async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const report = `${tempDir()}/service.json`;
  const argv = [rouseExec, "--retry", `--report=${report}`, "--", "sh", "-c", "exit 3"];
  const manager = hold([{ kind: "tcp", address }], argv);
  await manager.line(/^holding$/);
  const client = await connect(address);
  const { pid } = await reportState(report, "failing");
  await until(() => isPartOnly(pid), { what: "text to be released while a client waits" });
  expect(readReport(report)?.fails).toBe(1);
  client.destroy();
});

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
