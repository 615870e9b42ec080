import { constants } from "node:os";
import { expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { program } from "../harness/paths.js";
import { children } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { supervise } from "../process/supervised.js";
import { said, startManager } from "../ready/service-manager.js";

type Signal = keyof typeof constants.signals;

const command = ["python3", program("fault-daemon.py"), "ADDRESS"];

test("a daemon gets the signals sent to rouse-exec", async () => {
  const { running } = await superviseDaemon();
  const signals: Signal[] = ["SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH"];
  for (const signal of signals) {
    running.signal(signal);
    await running.line(new RegExp(`^got ${constants.signals[signal]}$`));
  }
  expect(running.output.matches(/^got /)).toHaveLength(signals.length);
});

test.each<Signal>(["SIGSEGV", "SIGKILL", "SIGINT", "SIGTERM"])(
  "the %s that ends a daemon ends rouse-exec",
  async (signal) => {
    const { running, daemon } = await superviseDaemon();
    process.kill(daemon, signal);
    expect(await running.exit()).toEqual({ code: null, signal });
    expect(running.survivors()).toEqual([]);
  },
);

test.each(["before", "after"])(
  "a daemon that binds %s it becomes one is ready, once, and goes to sleep",
  async (when) => {
    const manager = await startManager();
    const argv = ["python3", program("process-daemon.py"), when, "ADDRESS"];
    const options = ["--ready", "--exit-idle-time=300ms"];
    const { running } = await supervise(argv, { options, env: manager.env });
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(await manager.allTexts()).toEqual([said.starting, said.running, said.stopping]);
  },
);

test("a daemon is found at whatever moment of the search its parents end", async () => {
  const { running } = await supervise([compileC("fault-forks"), "ADDRESS", "300"]);
  const [, daemon] = await running.line(/^daemon (\d+)$/);
  await until(() => children(running.pid).join() === daemon, { what: "its parents to end" });
  process.kill(Number(daemon), "SIGUSR1");
  expect(await running.exit()).toEqual({ code: null, signal: "SIGUSR1" });
});

/** Once it has no other parent than rouse-exec. */
async function superviseDaemon() {
  const { running } = await supervise(command);
  const [, pid] = await running.line(/^daemon (\d+)$/);
  await until(() => children(running.pid).join() === pid, { what: "its parents to end" });
  return { running, daemon: Number(pid) };
}
