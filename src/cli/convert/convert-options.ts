import type { GuardOptions } from "../options/guards.js";
import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse convert`, as typed. */
export interface ConvertOptions extends ScopeOptions, GuardOptions {
  listen?: string[];
  idle?: string;
  map?: string[];
  undo?: boolean;
  dryRun?: boolean;
  json?: boolean;
}
