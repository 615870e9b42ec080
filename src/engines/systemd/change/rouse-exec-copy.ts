import { readFileSync } from "node:fs";
import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { copyPath, isOfRoot } from "../../../rouse-exec/lasting-path.js";
import { requireWholeRouseExec } from "../../../rouse-exec/require-rouse-exec.js";
import { lstat } from "../../../sys/folders/file-status.js";
import type { Scope, UnitFile } from "../../../units/plan-types.js";
import { quoteWord } from "../../../units/quote-exec.js";
import { findForeignFolder } from "./folders-of-root.js";

/** A copy of rouse-exec that units are to name, and that is not there yet or is another one. */
export interface RouseExecCopy {
  scope: Scope;
  path: string;
  /** The rouse-exec that is copied. */
  source: string;
}

/**
 * Returns the copy that these units need; undefined when they name none, or when it is there.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE, ROUSE_EXEC_DAMAGED; ROUSE_EXEC_NOT_INSTALLED where it cannot be replaced and put back
 */
export function findMissingCopy(
  scope: Scope,
  units: readonly UnitFile[],
): RouseExecCopy | undefined {
  if (!units.some(({ text }) => text.includes("/lib/rouse/"))) return undefined;
  const source = requireWholeRouseExec();
  const path = copyPath(scope, source);
  const written = quoteWord(path);
  if (!units.some(({ text }) => text.includes(written))) return undefined;
  if (isThere(scope, path, source)) return undefined;
  const problem = (scope === "system" && findForeignFolder(path)) || problemAt(path);
  if (problem) throw new RouseError("ROUSE_EXEC_NOT_INSTALLED", { path, problem });
  return { scope, path, source };
}

/** Returns a unit in which a program that is there stands for the copy: systemd refuses one whose program is missing. */
export function withStandIn({ name, text }: UnitFile, copy: RouseExecCopy | undefined): UnitFile {
  if (copy === undefined) return { name, text };
  return { name, text: text.replaceAll(quoteWord(copy.path), "/bin/sh") };
}

/** A copy of the system that others can change is none. */
function isThere(scope: Scope, path: string, source: string): boolean {
  const found = lstat(path);
  if (!found?.isFile() || (found.mode & 0o555) !== 0o555) return false;
  return (scope === "user" || isOfRoot(path)) && read(path)?.equals(readFileSync(source)) === true;
}

/** What is there is kept until the change has succeeded. */
function problemAt(path: string): string | undefined {
  const found = lstat(path);
  if (found === undefined || found.isSymbolicLink()) return undefined;
  if (!found.isFile()) return "something that is not a file is there";
  return read(path) === undefined ? "you may not read the file that is there" : undefined;
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return undefined;
    throw error;
  }
}
