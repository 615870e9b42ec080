import { fstatSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { lstat } from "../../../sys/folders/file-status.js";

/**
 * Says which folder above a path somebody else than root could exchange; undefined when there is none. Those that are
 * missing will be made by us.
 */
export function findForeignFolder(path: string): string | undefined {
  const folder = dirname(path);
  const above = folder === "/" ? undefined : findForeignFolder(folder);
  const found = lstat(folder);
  if (above !== undefined || found === undefined) return above;
  if (!found.isDirectory()) return `'${folder}' is a symbolic link, or not a folder`;
  return problemWith(found, folder);
}

/** The same for one open folder. */
export function findForeignOwner(fd: number, folder: string): string | undefined {
  return problemWith(fstatSync(fd), folder);
}

function problemWith({ uid, mode }: Stats, folder: string): string | undefined {
  if (uid === 0 && (mode & 0o022) === 0) return undefined;
  const whose = uid === 0 ? "others can write to it" : `it belongs to user ${uid}`;
  return `'${folder}' is not root's alone: ${whose}`;
}
