import type { ScopeOptions } from "../../definition/add-options.js";

/** `rouse logs`, as typed. */
export interface LogsOptions extends ScopeOptions {
  follow?: boolean;
  lines?: string;
  since?: string;
  json?: boolean;
}
