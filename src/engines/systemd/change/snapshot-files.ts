import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { lstat } from "../../../sys/folders/file-status.js";
import { removeIfEmpty } from "../../../sys/folders/remove-own-names.js";
import { findLinks, findWants } from "../inventory/unit-links.js";
import { removeFile, replaceFile, replaceLink } from "./write-files.js";

/** What lies at a path: null is nothing. The text is in base64, since a file may have any bytes. */
export type Entry = { link: string } | { text: string; mode: number } | null;

/** What a change finds at a path and what it leaves there; without `after`, we need not look whose it is. */
interface ChangedPath {
  path: string;
  before: Entry;
  after?: Entry | undefined;
}

/** The files before a change. */
export interface FilesSnapshot {
  unitFolder: string;
  units: readonly string[];
  paths: readonly ChangedPath[];
  /** The folders that are missing above the paths, the deepest first. */
  missing: readonly string[];
  /** The folders in which links enable units. */
  wants: readonly string[];
}

/**
 * Remembers what lies at the paths of `after` now, which folders are missing above them, the links of `units` in
 * `unitFolder`, and the files at the paths of `others`, which nobody else writes.
 */
export function snapshotFiles(
  after: ReadonlyMap<string, Entry>,
  unitFolder: string,
  units: readonly string[],
  others: readonly { path: string }[] = [],
): FilesSnapshot {
  const links = findLinks(unitFolder, units).filter((path) => !after.has(path));
  const unasked = [...links, ...others.map(({ path }) => path)];
  return {
    ...{ unitFolder, units },
    paths: [
      ...[...after].map(([path, entry]) => ({ path, before: readEntry(path), after: entry })),
      ...unasked.map((path) => ({ path, before: readEntry(path) })),
    ],
    missing: [...after.keys(), join(unitFolder, "x"), ...unasked].flatMap(missingFolders),
    wants: findWants(unitFolder),
  };
}

/** Returns what is to lie at the path of a text with the mode 0644. */
export function textEntry(text: string): Entry {
  return { text: Buffer.from(text).toString("base64"), mode: 0o644 };
}

/** Puts the files and links back, but not those for which `isKept` says that somebody else changed them since. */
export function restoreFiles(
  { unitFolder, units, paths }: FilesSnapshot,
  isKept: (path: ChangedPath, now: Entry) => boolean = () => false,
): void {
  const known = new Set(paths.map(({ path }) => path));
  for (const path of findLinks(unitFolder, units)) if (!known.has(path)) removeFile(path);
  for (const changed of paths) {
    const now = readEntry(changed.path);
    if (!isSame(changed.before, now) && !isKept(changed, now)) restore(changed);
  }
}

/** Removes the folders that were not there, if nothing else is in them. */
export function removeMadeFolders({ unitFolder, missing, wants }: FilesSnapshot): void {
  const made = findWants(unitFolder).filter((folder) => !wants.includes(folder));
  // Where a file system cannot be written to, rmdir(2) does not say that there is nothing to remove.
  for (const folder of [...made, ...missing].filter((one) => existsSync(one)))
    removeIfEmpty(folder);
}

export function isSame(one: Entry, other: Entry): boolean {
  if (one === null || other === null) return one === other;
  if ("link" in one) return "link" in other && other.link === one.link;
  return "text" in other && other.mode === one.mode && other.text === one.text;
}

function readEntry(path: string): Entry {
  const found = lstat(path);
  if (found === undefined) return null;
  if (found.isSymbolicLink()) return { link: readlinkSync(path) };
  return { text: readFileSync(path, "base64"), mode: found.mode & 0o7777 };
}

function restore({ path, before }: ChangedPath): void {
  if (before === null) removeFile(path);
  else if ("link" in before) replaceLink(path, before.link);
  else replaceFile({ path, text: Buffer.from(before.text, "base64"), mode: before.mode });
}

/** The deepest first. */
function missingFolders(path: string): string[] {
  const folder = dirname(path);
  return existsSync(folder) ? [] : [folder, ...missingFolders(folder)];
}
