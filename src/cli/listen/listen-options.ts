import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { RuleOptions } from "../options/rules.js";

/** The options of `rouse listen`, as typed. */
export interface ListenOptions extends GuardOptions, ReadyOptions, RuleOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
