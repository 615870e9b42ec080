import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { ScopeOptions } from "../options/scope.js";
import type { SleepOptions } from "../options/sleep.js";
import type { StopOptions } from "../options/stop.js";

/** The options of `rouse add`, as typed. */
export interface AddOptions
  extends ScopeOptions,
    GuardOptions,
    ReadyOptions,
    SleepOptions,
    StopOptions {
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
