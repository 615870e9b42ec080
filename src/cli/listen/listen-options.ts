import type { GuardOptions } from "../options/guards.js";

/** The options of `rouse listen`, as typed. */
export interface ListenOptions extends GuardOptions {
  idle?: string;
  stopTimeout?: string;
  stopSignalTo?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
