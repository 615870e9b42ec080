import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { readReport, reportState, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { supervise } from "../process/supervised.js";

const idleMs = 500;
const processes = 4;
const each = 2500;
/** It counts no more, which is busy enough. */
const mostCounted = 256;

test("10,000 connections keep it awake beyond the idle time, and it sleeps when they are gone", async () => {
  const report = `${tempDir()}/service.json`;
  const server = ["python3", program("fault-crowd-server.py"), "ADDRESS"];
  const options = ["--lazy", `--exit-idle-time=${idleMs}ms`, `--report=${report}`];
  const { running, address } = await supervise(server, { options });
  await reportState(report, "waiting");
  const crowd = start(["python3", program("fault-crowd.py"), address, String(each)]);
  await crowd.line(/^connected$/, { nth: processes });
  await reportWhere(report, ({ connections }) => connections === mostCounted);
  await pause(3 * idleMs);
  expect(readReport(report)).toMatchObject({
    state: "running",
    connections: mostCounted,
    wakes: 1,
  });
  crowd.stdin?.end();
  await crowd.exit();
  expect(await reportState(report, "waiting")).toMatchObject({ wakes: 1 });
  expect(running.stderr).toBe("");
});
