import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { StopOptions } from "../options/stop.js";
import type { UseOptions } from "../options/use.js";

/** The options of `rouse listen`, as typed. */
export interface ListenOptions extends GuardOptions, ReadyOptions, StopOptions, UseOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
