import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { hasCode } from "../../src/errors/has-code.js";
import { after } from "../harness/after.js";
import { kill } from "../harness/leftovers.js";
import { isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";

const freezer = "/sys/fs/cgroup/freezer";

/** The freezer of cgroup v1 keeps even SIGKILL from a process; that of v2 does not. */
export function hasFreezer(): boolean {
  return existsSync(`${freezer}/cgroup.procs`) && process.getuid?.() === 0;
}

/** Keeps every signal from the process, even SIGKILL, until it is thawed or the test ends. */
export async function freeze(pid: number): Promise<{ thaw(): void }> {
  const folder = `${freezer}/rouse-test-${process.pid}-${pid}`;
  mkdirSync(folder);
  const thaw = () => writeFileSync(`${folder}/freezer.state`, "THAWED");
  after(async () => {
    thaw();
    kill(pid, "SIGKILL");
    await until(() => !isAlive(pid), { what: "the thawed process to end" });
    await until(() => isRemoved(folder), { what: "its cgroup to be empty" });
  });
  writeFileSync(`${folder}/cgroup.procs`, String(pid));
  writeFileSync(`${folder}/freezer.state`, "FROZEN");
  const isFrozen = () => readFileSync(`${folder}/freezer.state`, "utf8").startsWith("FROZEN");
  await until(isFrozen, { what: "the process to be frozen" });
  return { thaw };
}

/** Removes the cgroup; it is busy until its last process has left it. */
function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (hasCode(error, "EBUSY")) return false;
    throw error;
  }
}
