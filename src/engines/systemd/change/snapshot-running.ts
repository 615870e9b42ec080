import type { Scope } from "../../../units/plan-types.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl, trySystemctl } from "../manager/systemctl.js";

/**
 * What ran before a change. It is put back in two steps; between them the files are put back and systemd reads them.
 */
export interface RunningSnapshot {
  units: readonly string[];
  /** The run of each unit that ran. */
  runs: Readonly<Record<string, string>>;
}

/** Remembers which of `units` run. */
export async function snapshotRunning(
  scope: Scope,
  units: readonly string[],
): Promise<RunningSnapshot> {
  return { units, runs: await readRuns(scope, units) };
}

/** Stops each unit that does not run as it did, and forgets what failed. */
export async function stopOthers(scope: Scope, { units, runs }: RunningSnapshot): Promise<void> {
  const now = await readRuns(scope, units);
  const others = units.filter((unit) => now[unit] !== runs[unit]);
  if (others.length > 0) await systemctl(scope, "stop", "--", ...others);
  // systemd keeps a failed unit in memory when its file is gone. For a unit that is not loaded this fails.
  if (units.length > 0) await trySystemctl(scope, "reset-failed", "--", ...units);
}

/** Starts those that ran. */
export async function startAgain(scope: Scope, { units, runs }: RunningSnapshot): Promise<void> {
  const ran = units.filter((unit) => runs[unit] !== undefined);
  const now = await readRuns(scope, ran);
  const gone = ran.filter((unit) => now[unit] === undefined);
  if (gone.length > 0) await systemctl(scope, "start", "--", ...gone);
}

/** Returns the run of each unit that runs: systemd gives every run a number (systemd.exec(5), $INVOCATION_ID). */
async function readRuns(scope: Scope, units: readonly string[]): Promise<RunningSnapshot["runs"]> {
  const facts = await showUnits(scope, units, "ActiveState", "InvocationID");
  const runs = units.flatMap((unit, index) => {
    const isRunning = running.has(facts[index]?.("ActiveState") ?? "");
    return isRunning ? [[unit, facts[index]?.("InvocationID") ?? ""]] : [];
  });
  return Object.fromEntries(runs);
}

const running = new Set(["active", "activating", "reloading"]);
