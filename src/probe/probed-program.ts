import type { Scope } from "../units/plan-types.js";
import type { Observation } from "./observe.js";

/** A program that was watched, with what its findings depend on. */
export interface ProbedProgram extends Observation {
  command: readonly string[];
  /** Where its units would go. */
  scope: Scope;
  /** The first port that users other than root may bind: ip(7), ip_unprivileged_port_start. */
  firstOpenPort: number;
}
