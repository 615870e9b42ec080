import type { ScopeOptions } from "../../definition/add-options.js";

/** `rouse status`, as typed. */
export interface StatusOptions extends ScopeOptions {
  json?: boolean;
}
