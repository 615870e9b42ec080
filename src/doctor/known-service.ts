import type { Service } from "../engines/systemd/inventory/find-services.js";
import type { UnitFacts } from "../engines/systemd/manager/show-units.js";
import type { Report } from "../rouse-exec/report.js";
import type { RouseExecNow } from "../services/rouse-exec-now.js";

/** What is asked of systemd for each unit. */
export const properties = [
  "LoadState",
  "ActiveState",
  "Result",
  "UnitFileState",
  "NeedDaemonReload",
  "FragmentPath",
  "DropInPaths",
  "ExecStart",
  "KillMode",
] as const;

export type Properties = UnitFacts<(typeof properties)[number]>;

/** A service of Rouse, with what systemd has made of its units. */
export interface KnownService {
  service: Service;
  unit: Properties;
  sockets: Properties[];
  /** Where it runs, and its report tells which rouse-exec does. */
  rouseExec: RouseExecNow | undefined;
  /** Of the run that goes on. */
  report: Report | undefined;
}
