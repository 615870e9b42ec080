import type { ScopeOptions } from "../add/add-options.js";

/** `rouse status`, as typed. */
export interface StatusOptions extends ScopeOptions {
  json?: boolean;
}
