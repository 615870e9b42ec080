import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { RuleOptions } from "../options/rules.js";
import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse add`, as typed. */
export interface AddOptions extends ScopeOptions, GuardOptions, ReadyOptions, RuleOptions {
  listen?: readonly string[];
  idle?: string;
  sandbox?: boolean;
  network?: boolean;
  env?: readonly string[];
  cwd?: string;
  map?: readonly string[];
  runAs?: string;
  dryRun?: boolean;
  json?: boolean;
}
