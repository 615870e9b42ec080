import type { ScopeOptions } from "./add-options.js";

/** `rouse status`, as typed. */
export interface StatusOptions extends ScopeOptions {
  json?: boolean;
}
