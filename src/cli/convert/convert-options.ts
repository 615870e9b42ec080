import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { ScopeOptions } from "../options/scope.js";
import type { SleepOptions } from "../options/sleep.js";
import type { StopOptions } from "../options/stop.js";

/** The options of `rouse convert`, as typed. */
export interface ConvertOptions
  extends ScopeOptions,
    GuardOptions,
    ReadyOptions,
    SleepOptions,
    StopOptions {
  listen?: string[];
  idle?: string;
  map?: string[];
  undo?: boolean;
  dryRun?: boolean;
  json?: boolean;
}
