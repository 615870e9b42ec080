import type { Scope } from "../../units/types.js";
import { namedScope } from "../options/scope.js";

/** `rouse ls`, as typed. */
export interface ListOptions {
  user?: boolean;
  system?: boolean;
  json?: boolean;
}

/**
 * What `rouse ls` was asked, if it was and nothing about it is a matter for the option parser, which takes longer to
 * load than all services take to be listed.
 */
export function parseQuickList([command, ...args]: readonly string[]): ListOptions | undefined {
  if (command !== "ls") return undefined;
  const options: ListOptions = {};
  for (const arg of args) {
    if (arg === "--json") options.json = true;
    else if (arg === "--user") options.user = true;
    else if (arg === "--system") options.system = true;
    else return undefined;
  }
  return options;
}

/**
 * Whose services are meant; neither option means both.
 * @throws USAGE when both are given
 */
export function scopesOf(options: ListOptions): Scope[] {
  const scope = namedScope(options, "ls");
  return scope === undefined ? ["user", "system"] : [scope];
}
