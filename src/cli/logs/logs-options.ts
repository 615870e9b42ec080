import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse logs`, as typed. */
export interface LogsOptions extends ScopeOptions {
  follow?: boolean;
  lines?: string;
  since?: string;
  json?: boolean;
}
