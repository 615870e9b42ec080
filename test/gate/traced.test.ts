import { expect } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { holdAsleep } from "../sleep/asleep.js";
import { newAddress } from "./addresses.js";

const { test } = needs("strace");
const http = "--ready-check=http:/health";
const loading = "http:/health: answered 503";

const newLoader = async () => {
  const address = await newAddress("tcp");
  return {
    kind: "tcp" as const,
    address,
    argv: ["python3", program("loads.py"), "accept", "tcp", address],
  };
};

test("clients of a program that strace has started do not wait, and a line says so", async () => {
  const loader = await newLoader();
  const argv = ["strace", "-f", "-qq", "-e", "trace=none", ...loader.argv];
  const { running, report } = await holdAsleep({ ...loader, argv }, 60_000, [http]);
  expect((await get(loader.address)).status).toBe(503);
  expect(await reportState(report, "running")).toMatchObject({ gate: "none" });
  expect(running.stderr).toMatch(
    /clients do not wait for --ready-check: process \d+ \(python3\), which binds, is traced/,
  );
});

test("clients of a program to which strace has attached wait until it lets go", async () => {
  const loader = await newLoader();
  const { running, report } = await holdAsleep(loader, 60_000, [http]);
  const answer = get(loader.address);
  const [, pid = ""] = await running.line(/^loading (\d+)$/);
  await reportWhere(report, ({ gate_failed }) => gate_failed === loading, { what: loading });
  const strace = start(["strace", "-f", "-e", "trace=none", "-p", pid]);
  await strace.line(/attached/);
  process.kill(Number(pid), "SIGUSR1");
  await running.line(
    /the program is ready, and process \d+ \(python3\) cannot be given .* it is traced/,
  );
  expect(await reportState(report, "starting")).toMatchObject({ gate: "shut" });
  await strace.end();
  expect((await answer).status).toBe(200);
  expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
});
