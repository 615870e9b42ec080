import type { UnitChange } from "../../engines/engine.js";

/** What the options of a command that makes services would change. */
export interface PlannedChanges {
  changes: readonly UnitChange[];
  /** Throws for all that can be known before anything is touched. */
  requirePossible(): Promise<void>;
}
