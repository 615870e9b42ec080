import { lstatSync, type Stats } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** Returns lstat(2) of a file; undefined when it is missing, or in a folder that we may not search. */
export function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw error;
  }
}

/** Returns the mode as chmod(1) takes it: `0600`. */
export function formatMode({ mode }: Pick<Stats, "mode">): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}
