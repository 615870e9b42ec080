import type { GuardOptions } from "../options/guards.js";
import type { OneOfOptions } from "../options/one-of.js";
import type { ReadyOptions } from "../options/ready.js";
import type { StopOptions } from "../options/stop.js";

/** The options of `rouse listen`, as typed. */
export interface ListenOptions extends GuardOptions, ReadyOptions, StopOptions, OneOfOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
