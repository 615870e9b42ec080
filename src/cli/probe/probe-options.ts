import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse probe`, as typed. */
export interface ProbeOptions extends ScopeOptions {
  for?: string;
  add?: string;
  json?: boolean;
}
