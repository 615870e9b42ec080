import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { SleepOptions } from "../options/sleep.js";
import type { StopOptions } from "../options/stop.js";

/** The options of `rouse listen`, as typed. */
export interface ListenOptions extends GuardOptions, ReadyOptions, SleepOptions, StopOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
