import { constants } from "node:os";
import { expect, test } from "vitest";
import { program, rouseExec } from "../harness/paths.js";
import { lacking, needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { supervise } from "./supervised.js";

interface Endings {
  codes: number[];
  signals: Record<string, number>;
}

/** Each takes some 300 starts of rouse-exec, which under ASan and on a slow machine come to minutes. */
const deadlineMs = 400_000;
const timeout = deadlineMs + 20_000;

const everyCode = Array.from({ length: 256 }, (_, code) => code);
const { SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU } =
  constants.signals;
const harmless = [SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU];
const deadly = Array.from({ length: 64 }, (_, index) => index + 1).filter(
  (signal) => !(harmless as number[]).includes(signal),
);

needs("python3").test(
  "every exit code and every deadly signal is passed on",
  { timeout },
  async () => {
    const { codes, signals } = await endings("direct");
    expect(codes).toEqual(everyCode.map((code) => code << 8));
    // Without the bit of a core dump: the one of interest is the program's.
    expect(signals).toEqual(Object.fromEntries(deadly.map((signal) => [signal, signal])));
  },
);

const namespaces =
  process.getuid?.() === 0 ? needs("unshare") : lacking(["a pid namespace takes root"]);

namespaces.test(
  "as PID 1, which no signal of its own can end, it exits with 128+N",
  { timeout },
  async () => {
    const { codes, signals } = await endings("pid1");
    expect(codes).toEqual(everyCode.map((code) => code << 8));
    const expected = deadly.map((signal) => [signal, (128 + signal) << 8]);
    expect(signals).toEqual(Object.fromEntries(expected));
  },
);

test("its own failure is 125, and no program is started", async () => {
  const { running } = await supervise(["echo", "started"], { options: ["--no-such-option"] });
  expect(await running.exit()).toEqual({ code: 125, signal: null });
  expect(running.stdout).toBe("");
  expect(running.stderr).toMatch(/^rouse-exec: unknown option '--no-such-option'/);
});

async function endings(way: "direct" | "pid1"): Promise<Endings> {
  const argv = ["python3", "-B", program("process-endings.py"), way, rouseExec];
  const { code, stdout, stderr } = await run(argv, { deadlineMs });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}
