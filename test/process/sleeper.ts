import { readFileSync } from "node:fs";
import { codeOf } from "../../src/errors/has-code.js";
import { children, cmdline } from "../harness/procs.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";

/** nanosleep(2) and clock_nanosleep(2), of x86_64 and aarch64. */
const sleeping = new Set(["35", "230", "101", "115"]);

/** Whether it is sleep(1) and has got as far as sleeping: before, its loader and locale hold files open. */
export function isSleeping(pid: number): boolean {
  return cmdline(pid)[0] === "sleep" && sleeping.has(systemCall(pid));
}

/** The pid of the sleep(1) that rouse-exec runs. */
export function sleeperPid(rouseExecPid: number): Promise<number> {
  const find = () => children(rouseExecPid).find(isSleeping);
  return until(find, { what: `sleep as the child of ${rouseExecPid}` });
}

/** The pid of a sleep(1) without rouse-exec, to compare with. */
export async function startSleeper(before: string[] = [], options = {}): Promise<number> {
  const { pid } = start([...before, "sleep", "60"], options);
  await until(() => isSleeping(pid), { what: "sleep without rouse-exec" });
  return pid;
}

/** The number of the call it waits in; "" for one that runs or is gone (proc_pid_syscall(5)). */
function systemCall(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/syscall`, "utf8").match(/^\d+/)?.[0] ?? "";
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
