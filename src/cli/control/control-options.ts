import type { ScopeOptions } from "../../definition/add-options.js";

/** `rouse start`, `stop` and `restart`, as typed. */
export interface ControlOptions extends ScopeOptions {
  now?: boolean;
  json?: boolean;
}

export type Verb = "start" | "stop" | "restart";
