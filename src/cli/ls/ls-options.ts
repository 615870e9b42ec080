import type { Scope } from "../../units/plan-types.js";
import { namedScope } from "../options/scope.js";

/** The options of `rouse ls`, as typed. */
export interface LsOptions {
  user?: boolean;
  system?: boolean;
  json?: boolean;
}

/**
 * Returns the scopes whose services are meant: both, when neither option is given.
 * @throws USAGE when both are given
 */
export function scopesOf(options: LsOptions): Scope[] {
  const scope = namedScope(options, "ls");
  return scope === undefined ? ["user", "system"] : [scope];
}
