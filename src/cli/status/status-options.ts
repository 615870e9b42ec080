import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse status`, as typed. */
export interface StatusOptions extends ScopeOptions {
  json?: boolean;
}
