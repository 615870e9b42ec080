import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { isAlive, status } from "../harness/procs.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { describeProcess } from "./description.js";
import { isSleeping, sleeperPid, startSleeper } from "./sleeper.js";
import { supervise } from "./supervised.js";

const inherit = ["python3", "-B", program("process-inherit.py")];
const sleeper = ["sleep", "60"];
const noSockets = { LISTEN_PID: undefined, LISTEN_FDS: undefined, LISTEN_FDNAMES: undefined };

test("signals, limits, umask, directory, descriptors and environment are as found", async () => {
  const cwd = tempDir();
  const { running } = await supervise(sleeper, { before: inherit, cwd });
  const pid = await sleeperPid(running.pid);
  // SIGUSR1 was waiting before rouse-exec began, which passes it on once the program runs.
  await until(() => status(pid, "ShdPnd") === mask(10), { what: "the waiting SIGUSR1" });
  const found = describeProcess(pid);
  expect(found).toEqual(await describeBare(cwd));
  expect(Object.keys(found.descriptors)).toEqual(expect.arrayContaining(["0", "7", "1500"]));
  expect(found.status).toMatchObject({ SigBlk: mask(10, 20, 34, 36), ShdPnd: mask(10) });
  expect(found.status).toMatchObject({ SigIgn: mask(1, 12, 13, 17, 22), Umask: "0027" });
});

test("they still are when the program is woken a second time", async () => {
  const cwd = tempDir();
  const options = ["--lazy", "--exit-idle-time=2s"];
  const argv = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const { address } = await supervise(argv, { options, before: inherit, cwd });
  const first = await askPid(address);
  await until(() => !isAlive(first), { what: "the program to sleep" });
  const asking = askPid(address);
  // In the queue behind that one, this client keeps the program awake until it has been looked at.
  await connect(address);
  const pid = await asking;
  expect(whatPythonKeeps(describeProcess(pid))).toEqual(whatPythonKeeps(await describeBare(cwd)));
});

test("with no socket the program takes the place of rouse-exec, unfiltered", async () => {
  const cwd = tempDir();
  const { pid } = start([...inherit, rouseExec, "--", ...sleeper], { cwd, env: noSockets });
  await until(() => isSleeping(pid), { what: "the program itself" });
  expect(describeProcess(pid)).toEqual(await describeBare(cwd));
  expect(status(pid, "Seccomp")).toBe("0");
});

async function describeBare(cwd: string) {
  return describeProcess(await startSleeper(inherit, { cwd, env: noSockets }));
}

/** It handles some signals itself, and has a socket or two open. */
function whatPythonKeeps({ status, descriptors, ...rest }: ReturnType<typeof describeProcess>) {
  const { SigBlk, Umask } = status;
  const files = Object.entries(descriptors).filter(([, target]) => !target.startsWith("socket"));
  return { ...rest, SigBlk, Umask, files };
}

async function askPid(address: string): Promise<number> {
  return JSON.parse((await get(address)).body).pid;
}

/** A set of signals as /proc/PID/status shows it. */
function mask(...signals: number[]): string {
  const bits = signals.reduce((set, signal) => set | (1n << BigInt(signal - 1)), 0n);
  return bits.toString(16).padStart(16, "0");
}
