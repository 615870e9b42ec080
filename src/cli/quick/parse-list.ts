import type { LsOptions } from "../ls/ls-options.js";

/** Returns the options of `rouse ls`; undefined for other commands, and for options that only commander reads. */
export function parseQuickList([command, ...args]: readonly string[]): LsOptions | undefined {
  if (command !== "ls") return undefined;
  const options: LsOptions = {};
  for (const arg of args) {
    if (arg === "--json") options.json = true;
    else if (arg === "--user") options.user = true;
    else if (arg === "--system") options.system = true;
    else return undefined;
  }
  return options;
}
