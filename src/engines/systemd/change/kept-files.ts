import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import { removeFile, replaceFile } from "./replace-file.js";

type Entry = { link: string } | { text: Buffer; mode: number } | undefined;

/**
 * Remembers what lies at `paths` now, what folders are missing above them, and, of the symbolic links in
 * `unitFolder` by which systemd enables and renames units, those of `units`. What is returned puts all that back.
 */
export function keepFiles(
  paths: readonly string[],
  unitFolder: string,
  units: readonly string[],
): () => void {
  const entries = new Map(
    [...paths, ...findLinks(unitFolder, units)].map((path) => [path, read(path)]),
  );
  const missing = [...paths, join(unitFolder, "x")].flatMap(missingFolders);
  const wants = findWants(unitFolder);
  return () => {
    for (const path of findLinks(unitFolder, units)) if (!entries.has(path)) removeFile(path);
    for (const [path, entry] of entries) restore(path, entry);
    const made = findWants(unitFolder).filter((folder) => !wants.includes(folder));
    for (const folder of [...made, ...missing]) removeEmpty(folder);
  };
}

/** `x.target.wants/web.socket`, an alias `other.service` → `web.service`, a mask. */
export function findLinks(unitFolder: string, units: readonly string[]): string[] {
  return [unitFolder, ...findWants(unitFolder)].flatMap((folder) =>
    list(folder)
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => join(folder, entry.name))
      .filter((path) => [path, readlinkSync(path)].some((one) => units.includes(basename(one)))),
  );
}

function findWants(unitFolder: string): string[] {
  return list(unitFolder)
    .filter((entry) => entry.isDirectory() && /\.(wants|requires|upholds)$/.test(entry.name))
    .map((entry) => join(unitFolder, entry.name));
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function read(path: string): Entry {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return { link: readlinkSync(path) };
  return { text: readFileSync(path), mode: found.mode & 0o7777 };
}

function restore(path: string, entry: Entry): void {
  if (isSame(entry, read(path))) return;
  if (entry === undefined) removeFile(path);
  else if ("text" in entry) replaceFile({ path, ...entry });
  else restoreLink(path, entry.link);
}

/** Whatever lies there now. */
export function restoreLink(path: string, target: string): void {
  removeFile(path);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function isSame(entry: Entry, now: Entry): boolean {
  if (entry === undefined || now === undefined) return entry === now;
  if ("link" in entry) return "link" in now && now.link === entry.link;
  return "text" in now && now.mode === entry.mode && now.text.equals(entry.text);
}

/** The deepest first. */
function missingFolders(path: string): string[] {
  const folder = dirname(path);
  return existsSync(folder) ? [] : [folder, ...missingFolders(folder)];
}

/** A folder that is gone, or has something in it, is left as it is. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTEMPTY")) throw error;
  }
}
