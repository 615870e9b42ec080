import { type BigIntStats, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { hasCode } from "../errors/has-code.js";

/** A name in a folder, independent of the spelling or link by which the folder was reached. */
export interface PathIdentity {
  readonly device: bigint;
  readonly folder: bigint;
  readonly name: string;
}

/** Returns undefined where we may not look at the folder. */
export function identifyPath(path: string): PathIdentity | undefined {
  const folder = tryStat(statSync, dirname(path));
  return folder && { device: folder.dev, folder: folder.ino, name: basename(path) };
}

export function isSameFile(a: PathIdentity | undefined, b: PathIdentity | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.device === b.device && a.folder === b.folder && a.name === b.name;
}

type Stat = (
  path: string,
  options: { bigint: true; throwIfNoEntry: false },
) => BigIntStats | undefined;

/** Returns undefined for a file that does not exist or cannot be reached; the call in question will report that itself. */
export function tryStat(stat: Stat, path: string): BigIntStats | undefined {
  try {
    return stat(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, "EACCES", "ELOOP", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"))
      return undefined;
    throw error;
  }
}
