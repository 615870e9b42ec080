import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { activate } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { isAlive } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { lacking, needs } from "../harness/servers.js";
import { backlogOf } from "../harness/sockets.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { holdAsleep, sleptAt } from "./asleep.js";
import { newServer } from "./servers.js";

const idleMs = 200;
const elsewhere = ["unshare", "--net"];
const isRoot = process.getuid?.() === 0;
const { test } = isRoot ? needs("unshare") : lacking(["a network namespace takes root"]);

test("a client in another network namespace, which sock_diag does not show, counts", async () => {
  const server = await newServer("python", "unix");
  const asleep = await holdAsleep(server, idleMs);
  const client = start([...elsewhere, "python3", program("sleep-client.py"), server.address]);
  await client.line(/^connected$/);
  const { program_pid } = await reportState(asleep.report, "running");
  await pause(idleMs * 5);
  expect(isAlive(program_pid ?? 0)).toBe(true);
  client.stdin?.end();
  await sleptAt(asleep);
  expect(isAlive(program_pid ?? 0)).toBe(false);
});

test("a service in another network namespace than its socket counts its clients", async () => {
  const { kind, address, argv, askPid } = await newServer("python", "tcp");
  const report = `${tempDir()}/service.json`;
  const options = [`--exit-idle-time=${idleMs}ms`, `--report=${report}`];
  const command = [...elsewhere, rouseExec, ...options, "--", ...argv];
  const running = activate([{ kind, address }], command);
  // It is passed before the program starts, which would soon be asleep without a client.
  await until(() => backlogOf(address), { what: `${address} to be held` });
  const client = await connect(address);
  await running.line(/^ready$/);
  const { program_pid } = await reportState(report, "running");
  await pause(idleMs * 5);
  expect(isAlive(program_pid ?? 0)).toBe(true);
  client.destroy();
  expect(await running.exit()).toEqual({ code: 0, signal: null });
  await expect(askPid()).rejects.toThrow("ECONNREFUSED");
});
