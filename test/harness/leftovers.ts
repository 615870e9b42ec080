import { randomUUID } from "node:crypto";
import { hasCode } from "../../src/errors/has-code.js";
import { after, type Scope, scope } from "./after.js";
import { environ, isAlive, stat, stats, treeOf } from "./procs.js";
import { until } from "./until.js";

/** In the environment of whatever a test starts: found by it even when its parents are gone. */
export const markName = "ROUSE_TEST";

const marks = { test: randomUUID(), file: randomUUID() };
const endOrphans = { test: () => endScope("test"), file: () => endScope("file") };
let count = 0;
/** What is older than the process of the tests was not started by it. */
const ours = stat(process.pid)?.started ?? 0;

/** A mark for one start. Whoever carries a mark of this scope is ended after it. */
export function newMark(): string {
  after(endOrphans[scope()]);
  return `${marks[scope()]}/${count++}/`;
}

function endScope(of: Scope): Promise<void> {
  return endLeftovers(marks[of], () => []);
}

/** Who carries the mark, the given pids, and the descendants of all these, as far as they are alive. */
export function leftovers(mark: string, given: number[]): number[] {
  const all = stats();
  const young = [...all].filter(([, { started }]) => started >= ours).map(([pid]) => pid);
  const marked = young.filter((pid) => environ(pid)[markName]?.startsWith(mark));
  return [...treeOf([...given, ...marked], all)].filter(isAlive);
}

/** Ends them, each by its pid, and again those that were forked meanwhile. */
export async function endLeftovers(mark: string, living: () => number[]): Promise<void> {
  const what = "all processes of this test to end";
  const endAll = async () => {
    const alive = leftovers(mark, living());
    for (const pid of alive) kill(pid, "SIGKILL");
    // To look for all of them again takes a look at every process of the machine.
    await until(() => !alive.some(isAlive), { everyMs: 2, what });
    return alive.length === 0;
  };
  await until(endAll, { everyMs: 0, what });
}

/** Sends the signal; false when the process is gone. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
    throw error;
  }
}
