import { RouseError } from "../errors.js";
import type { Scope } from "../units/types.js";

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
export function scopesOf({ user, system }: Pick<ListOptions, "user" | "system">): Scope[] {
  const scope = scopeOf({ user, system });
  return scope === undefined ? ["user", "system"] : [scope];
}

/** @throws USAGE when both are given */
export function scopeOf({
  user = false,
  system = false,
}: {
  user?: boolean | undefined;
  system?: boolean | undefined;
}): Scope | undefined {
  if (user && system) {
    throw new RouseError("USAGE", {
      problem: "--user and --system exclude each other",
      help: "rouse --help",
    });
  }
  if (user) return "user";
  return system ? "system" : undefined;
}
