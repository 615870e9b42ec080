import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { RuleOptions } from "../options/rules.js";
import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse convert`, as typed. */
export interface ConvertOptions extends ScopeOptions, GuardOptions, ReadyOptions, RuleOptions {
  listen?: string[];
  idle?: string;
  map?: string[];
  undo?: boolean;
  dryRun?: boolean;
  json?: boolean;
}
