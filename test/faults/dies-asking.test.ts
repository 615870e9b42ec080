import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { fds, stat } from "../harness/procs.js";
import type { Running } from "../harness/start.js";
import { until } from "../harness/until.js";
import { supervise } from "../process/supervised.js";

/** bind(2), of x86_64 and aarch64. */
const binding = ["49", "200"];

test("who dies between its bind and the answer costs rouse-exec nothing", async () => {
  const { running } = await supervise(["python3", program("fault-asks.py"), "ADDRESS"]);
  await running.line(/^reading$/);
  await ask(running, 1);
  expect(await answered(running, 1)).toBe("0");
  const before = fds(running.pid).size;
  for (let nth = 2; nth <= 30; nth++) await dieAsking(running, nth);
  // A few may be open at any moment; one left each time would be 29.
  expect(fds(running.pid).size).toBeLessThan(before + 10);
  await ask(running, 31);
  expect(await answered(running, 31)).toBe("0");
  expect(running.stderr).toBe("");
});

test("who dies while it is being answered costs nothing either", async () => {
  const { running } = await supervise(["python3", program("fault-storm.py"), "ADDRESS", "200"]);
  await running.line(/^begins$/);
  const before = fds(running.pid).size;
  await running.line(/^killed 200$/);
  expect(fds(running.pid).size).toBeLessThan(before + 10);
  expect(running.stderr).toBe("");
});

/** While rouse-exec stands still, the bind waits for it, and its caller is killed. */
async function dieAsking(running: Running, nth: number): Promise<void> {
  running.signal("SIGSTOP");
  await until(() => stat(running.pid)?.state === "T", { what: "rouse-exec to stand" });
  const pid = await ask(running, nth);
  await until(() => binding.includes(systemCall(pid)), { what: "the bind to wait" });
  process.kill(pid, "SIGKILL");
  if (nth % 2 === 0) expect(await answered(running, nth)).toBe("-9");
  running.signal("SIGCONT");
  expect(await answered(running, nth)).toBe("-9");
}

async function ask(running: Running, nth: number): Promise<number> {
  running.stdin?.write("\n");
  const [, pid] = await running.line(/^asks (\d+)$/, { nth });
  return Number(pid);
}

async function answered(running: Running, nth: number): Promise<string | undefined> {
  const [, status] = await running.line(/^ended (-?\d+)$/, { nth });
  return status;
}

/** The number of the call that it waits in (proc_pid_syscall(5)). */
function systemCall(pid: number): string {
  return readFileSync(`/proc/${pid}/syscall`, "utf8").split(" ")[0] ?? "";
}
