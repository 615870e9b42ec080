import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse edit`, as typed. */
export interface EditOptions extends ScopeOptions {
  dryRun?: boolean;
}
