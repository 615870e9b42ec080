import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../sys/descriptor.js";
import { findStrangeOwner } from "./users.js";

const sticky = 0o1000;
const writableByOthers = 0o022;
const forOthers = 0o077;
/** MAXSYMLINKS of the kernel. */
const mostLinks = 40;

/**
 * Why others could put something else in the place of what lies in this folder; undefined when only we and root
 * can. Every folder on the way is looked at, and those of symbolic links: owned by us or root, and not writable by
 * others, as sshd's StrictModes; a sticky one may be, above a folder of ours with mode 0700. (An access control
 * list that lets others write shows as a group's write bit.)
 */
export function findFolderProblem(folder: string): string | undefined {
  if (!folder.startsWith("/")) return `the folder '${folder}' is not an absolute path`;
  const ahead = namesIn(folder);
  let links = 0;
  let here = "/";
  let stats = lstat(here);
  for (;;) {
    const problem = findProblem(here, stats);
    if (problem !== undefined) return problem;
    const name = ahead.shift();
    if (name === undefined) return undefined;
    const path = join(here, name);
    const entry = lstat(path);
    const strange = findEntryProblem(path, entry, stats);
    if (strange !== undefined) return strange;
    if (entry?.isSymbolicLink() !== true) {
      here = path;
      stats = entry;
      continue;
    }
    if (++links > mostLinks) return `'${path}' is a symbolic link among more than ${mostLinks}`;
    const target = readlinkSync(path);
    if (target.startsWith("/")) here = "/";
    ahead.unshift(...namesIn(target));
    stats = lstat(here);
  }
}

/** `..` stays: behind a symbolic link it is not what it looks like, and join() climbs from a real folder. */
function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function findProblem(path: string, stats: Stats | undefined): string | undefined {
  if (stats === undefined) return `the folder '${path}' is not there`;
  if (!stats.isDirectory()) return `'${path}' is not a folder`;
  const stranger = findStrangeOwner(stats.uid, path);
  if (stranger !== undefined) return `the folder '${path}' belongs to ${stranger}`;
  if ((stats.mode & writableByOthers) === 0 || (stats.mode & sticky) !== 0) return undefined;
  return `others can write to the folder '${path}' (mode ${octal(stats)})`;
}

function findEntryProblem(
  path: string,
  entry: Stats | undefined,
  folder: Stats | undefined,
): string | undefined {
  if (entry === undefined) return `'${path}' is not there`;
  const stranger = findStrangeOwner(entry.uid, path);
  if (stranger !== undefined) return `'${path}' belongs to ${stranger}`;
  if (folder === undefined || (folder.mode & writableByOthers) === 0) return undefined;
  const isOurs = entry.isDirectory() && entry.uid === process.geteuid?.();
  if (isOurs && (entry.mode & forOthers) === 0) return undefined;
  return `others can write beside '${path}', which is no folder of ours with mode 0700`;
}

export function octal({ mode }: Pick<Stats, "mode">): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** Undefined for what is not there or not to be seen. */
export function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw error;
  }
}
