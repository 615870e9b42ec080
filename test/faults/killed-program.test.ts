import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { type Report, readReport, reportState } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { supervise } from "../process/supervised.js";

type Signal = keyof typeof constants.signals;

const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
const lingers = ["python3", "-u", program("process-stops.py"), "ADDRESS", "stays"];
/** It takes its connections when it gets SIGUSR1. */
const slow = ["python3", program("sleep-slow.py"), "queue", "tcp", "ADDRESS"];
const ignoresTerm = ["sh", "-c", 'trap "" TERM; exec "$@"', "sh", ...slow];

describe("a program that is killed", () => {
  test.each<[Signal, Report["state"]]>([
    ["SIGKILL", "failed"],
    ["SIGSEGV", "failed"],
    ["SIGTERM", "exited"],
  ])(
    "by %s ends rouse-exec alike, the report says so, and it starts again",
    async (name, state) => {
      const report = `${tempDir()}/service.json`;
      const number = constants.signals[name];
      const options = ["--lazy", `--report=${report}`];
      const { running, address } = await supervise(server, { options });
      expect((await get(address, { path: `/signal/${number}` })).status).toBe(200);
      expect(await running.exit()).toEqual({ code: null, signal: name });
      const { last_exit, program_pid, ...rest } = readReport(report) as Report;
      expect(rest).toMatchObject({ state, wakes: 1 });
      expect(last_exit).toEqual({ code: null, signal: number, reason: "signal" });
      expect(program_pid).toBeNull();
      const again = await supervise(server, { options, address });
      expect((await get(address)).status).toBe(200);
      expect((await reportState(report, "running")).wakes).toBe(2);
      await again.running.end();
    },
  );

  test("before it has bound anything passes its signal on too", async () => {
    const report = `${tempDir()}/service.json`;
    const script = ["sh", "-c", "kill -SEGV $$"];
    const { running, address } = await supervise(script, {
      options: ["--lazy", `--report=${report}`],
    });
    await connect(address);
    expect(await running.exit()).toEqual({ code: null, signal: "SIGSEGV" });
    expect(readReport(report)).toMatchObject({ state: "failed", ready_at: null });
  });

  test("while it is put to sleep is asleep, with a warning, and the next client wakes it", async () => {
    const report = `${tempDir()}/service.json`;
    const options = ["--lazy", "--exit-idle-time=100ms", `--report=${report}`];
    const { running, address } = await supervise(lingers, { options });
    await reportState(report, "waiting");
    for (const run of [1, 2]) {
      (await connect(address)).destroy();
      await running.line(/^got 15$/, { nth: run });
      kill(readReport(report)?.program_pid, "SIGKILL");
      await running.line(/did not end cleanly when it was put to sleep$/, { nth: run });
      const { wakes, last_exit } = await reportState(report, "waiting");
      expect({ wakes, last_exit }).toEqual({
        wakes: run,
        last_exit: { code: null, signal: 9, reason: "idle" },
      });
    }
  });
});

test("a program that ignores SIGTERM is killed, and who came meanwhile wakes the next run", async () => {
  const report = `${tempDir()}/service.json`;
  const idle = ["--exit-idle-time=100ms", "--stop-timeout=3s"];
  const options = ["--lazy", ...idle, `--report=${report}`];
  const { running, address } = await supervise(ignoresTerm, { options });
  await reportState(report, "waiting");
  await connect(address);
  const { program_pid } = await reportState(report, "running");
  kill(program_pid, "SIGUSR1");
  await reportState(report, "stopping");
  await connect(address);
  await running.line(/did not stop in time: killing it/);
  expect((await reportState(report, "running")).wakes).toBe(2);
});

function kill(pid: number | null | undefined, signal: Signal): void {
  if (!pid) throw new Error("expected the pid of the program in the report");
  process.kill(pid, signal);
}
