import type { Scope } from "../../../units/plan-types.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl, trySystemctl } from "../manager/systemctl.js";

/** Puts back what ran, in two steps; between them the files are put back and systemd reads them. */
interface RunningSnapshot {
  /** Stops each unit that does not run as it did, and forgets what failed. */
  stopOthers(): Promise<void>;
  /** Starts those that ran. */
  startAgain(): Promise<void>;
}

/** Remembers which of `units` run. */
export async function snapshotRunning(
  scope: Scope,
  units: readonly string[],
): Promise<RunningSnapshot> {
  const before = await readRuns(scope, units);
  const ran = units.filter((unit) => before.get(unit) !== undefined);
  const changed = async () => {
    const now = await readRuns(scope, units);
    return units.filter((unit) => now.get(unit) !== before.get(unit));
  };
  return {
    async stopOthers() {
      const others = await changed();
      if (others.length > 0) await systemctl(scope, "stop", "--", ...others);
      // systemd keeps a failed unit in memory when its file is gone. For a unit that is not loaded this fails.
      if (units.length > 0) await trySystemctl(scope, "reset-failed", "--", ...units);
    },
    async startAgain() {
      const now = await readRuns(scope, ran);
      const gone = ran.filter((unit) => now.get(unit) === undefined);
      if (gone.length > 0) await systemctl(scope, "start", "--", ...gone);
    },
  };
}

/** Returns the run of each unit that runs: systemd gives every run a number (systemd.exec(5), $INVOCATION_ID). */
async function readRuns(scope: Scope, units: readonly string[]): Promise<Map<string, string>> {
  const facts = await showUnits(scope, units, "ActiveState", "InvocationID");
  const runs = facts.map((fact, index): [string, string] => [
    units[index] ?? "",
    fact("InvocationID"),
  ]);
  return new Map(runs.filter((_, index) => running.has(facts[index]?.("ActiveState") ?? "")));
}

const running = new Set(["active", "activating", "reloading"]);
