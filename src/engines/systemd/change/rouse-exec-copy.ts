import { readFileSync } from "node:fs";
import { hasCode } from "../../../errors/has-code.js";
import { findRouseExec } from "../../../rouse-exec/find-rouse-exec.js";
import { copyPath, isOfRoot } from "../../../rouse-exec/lasting-path.js";
import { lstat } from "../../../sys/folders/file-status.js";
import type { Scope, UnitFile } from "../../../units/plan-types.js";
import { quoteExecPath } from "../../../units/quote-exec.js";

/** A copy of rouse-exec that units are to name, and that is not there yet or is another one. */
export interface RouseExecCopy {
  scope: Scope;
  path: string;
  /** The rouse-exec that is copied. */
  source: string;
}

/**
 * Returns the copy that these units need; undefined when they name none, or when it is there.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE
 */
export function findMissingCopy(
  scope: Scope,
  units: readonly UnitFile[],
): RouseExecCopy | undefined {
  const path = copyPath(scope);
  if (!units.some(({ text }) => text.includes(path))) return undefined;
  const source = findRouseExec();
  return isThere(scope, path, source) ? undefined : { scope, path, source };
}

/** Returns a unit that names the source: systemd refuses one whose program is not there. */
export function withSource({ name, text }: UnitFile, copy: RouseExecCopy | undefined): UnitFile {
  if (copy === undefined) return { name, text };
  return { name, text: text.replaceAll(quoteExecPath(copy.path), quoteExecPath(copy.source)) };
}

/** A copy of the system that others can change is none. */
function isThere(scope: Scope, path: string, source: string): boolean {
  const found = lstat(path);
  if (!found?.isFile() || (found.mode & 0o555) !== 0o555) return false;
  return (scope === "user" || isOfRoot(path)) && read(path)?.equals(readFileSync(source)) === true;
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return undefined;
    throw error;
  }
}
