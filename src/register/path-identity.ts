import { type BigIntStats, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { hasCode } from "../errors/has-code.js";

/** A name in a folder, by whatever spelling or link the folder was reached. */
export interface PathIdentity {
  readonly device: bigint;
  readonly folder: bigint;
  readonly name: string;
}

/** Undefined where the folder cannot be looked at. */
export function identifyPath(path: string): PathIdentity | undefined {
  const folder = lookAt(statSync, dirname(path));
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

/** Undefined for what is not there or cannot be reached: the call that is asked about will say so itself. */
export function lookAt(stat: Stat, path: string): BigIntStats | undefined {
  try {
    return stat(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, "EACCES", "ELOOP", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"))
      return undefined;
    throw error;
  }
}
