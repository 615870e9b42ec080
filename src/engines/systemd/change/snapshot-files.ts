import { existsSync, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { removeIfEmpty } from "../../../sys/folders/remove-own-names.js";
import { findLinks, findWants } from "../inventory/unit-links.js";
import { removeFile, replaceFile, replaceLink } from "./write-files.js";

type Entry = { link: string } | { text: Buffer; mode: number } | undefined;

/**
 * Remembers what lies at `paths` now, which folders are missing above them, and the links of `units` in `unitFolder`.
 * Returns a function that puts all that back.
 */
export function snapshotFiles(
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
    for (const folder of [...made, ...missing]) removeIfEmpty(folder);
  };
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
  else replaceLink(path, entry.link);
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
