import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse rm`, as typed. */
export interface RemoveOptions extends ScopeOptions {
  dryRun?: boolean;
  json?: boolean;
}
