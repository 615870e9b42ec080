import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse edit`, as typed. */
export interface EditOptions extends ScopeOptions {
  set?: readonly string[];
  dryRun?: boolean;
  json?: boolean;
}
