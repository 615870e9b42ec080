import type { GuardOptions } from "../options/guards.js";
import type { StopOptions } from "../options/stop.js";

/** The options of `rouse listen`, as typed. */
export interface ListenOptions extends GuardOptions, StopOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
