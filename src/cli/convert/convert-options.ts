import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { ScopeOptions } from "../options/scope.js";
import type { StopOptions } from "../options/stop.js";
import type { UseOptions } from "../options/use.js";

/** The options of `rouse convert`, as typed. */
export interface ConvertOptions
  extends ScopeOptions,
    GuardOptions,
    ReadyOptions,
    StopOptions,
    UseOptions {
  listen?: string[];
  idle?: string;
  map?: string[];
  undo?: boolean;
  dryRun?: boolean;
  json?: boolean;
}
