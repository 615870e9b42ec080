import type { Scope } from "../../../units/types.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl, trySystemctl } from "../manager/systemctl.js";

/** Puts back what ran, in two steps, between which the files are put back and read. */
export interface KeptRunning {
  /** Stops every one of the units that did not run as it does now, and forgets what failed. */
  stop(): Promise<void>;
  /** Starts those that ran. */
  start(): Promise<void>;
}

/** Remembers which of `units` run. */
export async function keepRunning(scope: Scope, units: readonly string[]): Promise<KeptRunning> {
  const before = await readRuns(scope, units);
  const ran = units.filter((unit) => before.get(unit) !== undefined);
  const changed = async () => {
    const now = await readRuns(scope, units);
    return units.filter((unit) => now.get(unit) !== before.get(unit));
  };
  return {
    async stop() {
      const others = await changed();
      if (others.length > 0) await systemctl(scope, "stop", "--", ...others);
      // A unit that failed is kept in memory when its file is gone. It fails for those that are not loaded.
      if (units.length > 0) await trySystemctl(scope, "reset-failed", "--", ...units);
    },
    async start() {
      const now = await readRuns(scope, ran);
      const gone = ran.filter((unit) => now.get(unit) === undefined);
      if (gone.length > 0) await systemctl(scope, "start", "--", ...gone);
    },
  };
}

/** The run of each unit that runs: systemd gives every one a number of its own (systemd.exec(5), $INVOCATION_ID). */
async function readRuns(scope: Scope, units: readonly string[]): Promise<Map<string, string>> {
  const facts = await showUnits(scope, units, "ActiveState", "InvocationID");
  const runs = facts.map((fact, index): [string, string] => [
    units[index] ?? "",
    fact("InvocationID"),
  ]);
  return new Map(runs.filter((_, index) => running.has(facts[index]?.("ActiveState") ?? "")));
}

const running = new Set(["active", "activating", "reloading"]);
