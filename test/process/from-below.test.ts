import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { isAlive, stat } from "../harness/procs.js";
import { reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { sleeperPid } from "./sleeper.js";
import { supervise, superviseOwn } from "./supervised.js";

test("a program that signals its whole process group gets it once, and rouse-exec does not", async () => {
  const running = await superviseUpward("group");
  expect(running.output.matches(/^got/).map(([, ...rest]) => rest.join())).toHaveLength(1);
});

test("a program that signals its parent does not get it back", async () => {
  const running = await superviseUpward("parent");
  expect(running.output.matches(/^got/)).toHaveLength(0);
});

test("a child of the program that signals rouse-exec is not forwarded either", async () => {
  const running = await superviseUpward("grandparent");
  expect(running.output.matches(/^got/)).toHaveLength(0);
});

test("a SIGTERM from below ends nothing, and the program still sleeps", async () => {
  const report = `${tempDir()}/service.json`;
  const argv = ["sh", "-c", 'kill -TERM $PPID; exec "$@"', "sh", "python3", program("server.py")];
  const options = ["--lazy", "--exit-idle-time=100ms", `--report=${report}`];
  const { address } = await supervise([...argv, "tcp", "ADDRESS"], { options });
  for (let wake = 1; wake <= 2; wake++) {
    expect((await get(address)).status).toBe(200);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === wake);
  }
});

test("off a terminal the program leads a session of its own", async () => {
  const running = superviseOwn(["sleep", "60"]);
  const pid = await sleeperPid(running.pid);
  expect(stat(pid)).toMatchObject({ session: pid, pgrp: pid });
  expect(stat(running.pid)?.session).not.toBe(pid);
});

/** Runs to the end of the program: signals it sent are handled by then, those of lower number first. */
async function superviseUpward(target: string) {
  const argv = ["python3", program("process-upward.py"), target];
  // In a group of its own, so that a signal for the whole group could never reach the tests.
  const running = superviseOwn(argv, { detached: true });
  await running.line(/^sent$/);
  expect(isAlive(running.pid)).toBe(true);
  process.kill(running.pid, 45);
  await running.line(/^barrier$/);
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  return running;
}
