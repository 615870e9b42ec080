import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse start`, `stop` and `restart`, as typed. */
export interface ControlOptions extends ScopeOptions {
  now?: boolean;
  json?: boolean;
}

export type Verb = "start" | "stop" | "restart";
