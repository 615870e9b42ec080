import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { fds } from "../harness/procs.js";
import { socketInodes } from "../harness/sockets.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { sleeperPid, startSleeper } from "./sleeper.js";
import { supervise } from "./supervised.js";

test.each([9, 1500])("a pipe inherited as %i ends when the program closes it", async (fd) => {
  const pipe = join(tempDir(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = start(["cat", pipe]);
  const before = ["bash", "-c", `ulimit -n 4096; exec "$@" ${fd}>${pipe}`, "bash"];
  const argv = ["bash", "-c", `echo through the pipe >&${fd}; exec ${fd}>&-; exec sleep 60`];
  const { running } = await supervise(argv, { before });
  await sleeperPid(running.pid);
  expect(await reader.exit()).toEqual({ code: 0, signal: null });
  expect(reader.stdout).toBe("through the pipe\n");
});

test("no passed socket is open in the program before it binds, and nothing else", async () => {
  const { running } = await supervise(["sleep", "60"]);
  const pid = await sleeperPid(running.pid);
  expect(numbers(pid)).toEqual(numbers(await startSleeper()));
});

test("a program that has bound holds the passed socket at the number of its own", async () => {
  const argv = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const { running, address } = await supervise(argv);
  await running.line(/^ready$/);
  const { pid } = JSON.parse((await get(address)).body);
  await until(() => socketInodes(pid).length === 1, { what: "the end of the connection" });
  expect(numbers(pid)).toEqual([0, 1, 2, 3, ...numbers(await startSleeper()).slice(3)]);
  // rouse-exec shares one more with its guard.
  expect(socketInodes(running.pid)).toEqual(expect.arrayContaining(socketInodes(pid)));
});

function numbers(pid: number): number[] {
  return [...fds(pid).keys()];
}
