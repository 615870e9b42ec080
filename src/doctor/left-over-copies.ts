import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { copiesFolder, isOfRoot } from "../rouse-exec/lasting-path.js";
import { lstat } from "../sys/folders/file-status.js";
import { removeIfEmpty, removeOwnNames } from "../sys/folders/remove-own-names.js";
import type { Scope } from "../units/plan-types.js";
import { quoteWord } from "../units/quote-exec.js";
import { listFolder, readUnitFile, unitFiles } from "./unit-files.js";

/**
 * Returns our copies of rouse-exec that no unit names and no process runs, whoever wrote the unit; `after` are texts that
 * units will have, by their paths. A unit that cannot be read may name any.
 */
export function findLeftOver(
  scope: Scope,
  after: ReadonlyMap<string, string> = new Map(),
): string[] {
  const copies = findCopies(scope);
  if (copies.length === 0) return [];
  const files = unitFiles(scope);
  const texts = files.map((file) => after.get(file) ?? readUnitFile(file));
  if (texts.includes(undefined)) return [];
  const running = runningFiles();
  return copies.filter((path) => {
    const named = [path, quoteWord(path)];
    return !running.has(path) && !texts.some((text) => named.some((one) => text?.includes(one)));
  });
}

/** Removes a copy, and the folders above it that are then empty. */
export function removeCopy(scope: Scope, path: string): void {
  removeOwnNames(path.slice(0, -"/rouse-exec".length), /^rouse-exec$|^\.rouse-[\da-f]{12}\.tmp$/);
  removeIfEmpty(copiesFolder(scope));
}

/**
 * The folder of the .deb holds a rouse-exec as well, which is not in a folder of a version. Root removes nothing where
 * others can exchange a folder.
 */
function findCopies(scope: Scope): string[] {
  const folder = copiesFolder(scope);
  return listFolder(folder)
    .filter((name) => /^\d+\.\d+\.\d+/.test(name))
    .map((name) => join(folder, name, "rouse-exec"))
    .filter((path) => lstat(path)?.isFile() && (scope === "user" || isOfRoot(path)));
}

/** Processes of others show their files to root alone: their copies are not in our folders. */
function runningFiles(): Set<string> {
  const pids = listFolder("/proc").filter((name) => /^\d+$/.test(name));
  return new Set(pids.flatMap((pid) => readExe(`/proc/${pid}/exe`) ?? []));
}

function readExe(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES", "ESRCH", "EPERM")) return undefined;
    throw error;
  }
}
