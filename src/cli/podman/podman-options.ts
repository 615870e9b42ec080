import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { ScopeOptions } from "../options/scope.js";
import type { SleepOptions } from "../options/sleep.js";
import type { StopOptions } from "../options/stop.js";

/** The options of `rouse podman`, as typed. */
export interface PodmanOptions
  extends ScopeOptions,
    GuardOptions,
    ReadyOptions,
    SleepOptions,
    StopOptions {
  image: string;
  listen?: readonly string[];
  idle?: string;
  map?: readonly string[];
  dryRun?: boolean;
  json?: boolean;
}
