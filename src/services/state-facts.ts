import type { UnitFailure, UnitStates } from "../engines/facts.js";
import type { Report } from "../rouse-exec/report.js";
import type { Connected } from "./find-connected.js";

/** All facts that a state and its reason follow from. */
export interface StateFacts {
  /** In ms since 1970. */
  now: number;
  /** As it is typed behind `rouse start`. */
  name: string;
  /** Undefined when the service manager cannot be asked. */
  units: UnitStates | undefined;
  /** What `systemctl show` knows about units that failed or are started again. */
  failure?: UnitFailure | undefined;
  /** The report of the last run, or of the one that goes on. */
  report?: Report | undefined;
  /** Whether the report is of processes that are there. */
  runs: boolean;
  connected?: Connected | undefined;
}

/** Returns how many of its connections do not keep it awake, as rouse-exec found when it looked last. */
export function countUnused(report: Report): number {
  return (report.quiet_connections ?? 0) + (report.ignored_connections ?? 0);
}
