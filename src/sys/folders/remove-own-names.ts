import { closeSync, constants, openSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/**
 * Removes the files in a folder whose names are `ours`, and the folder if nothing else is in it. A link at the path is
 * removed and not followed.
 *
 * The folder may belong to another user, who may exchange a folder in it for a link at any moment, while this process
 * may be root. So the folder is opened once, only our own names are removed, through its descriptor, and no folder in
 * it is entered.
 */
export function removeOwnNames(path: string, ours: RegExp): void {
  const fd = openFolder(path);
  if (fd === undefined) removeName(path);
  else removeOurs(fd, ours);
  removeIfEmpty(path);
}

/** Removes a folder, but leaves it as it is when it holds something; a missing one is no error. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTEMPTY")) throw error;
  }
}

function removeOurs(fd: number, ours: RegExp): void {
  try {
    // /proc/self/fd/N leads to the open folder wherever it is now, and unlink(2) follows no link in the last part.
    const names = readdirSync(`/proc/self/fd/${fd}`).filter((name) => ours.test(name));
    for (const name of names) removeName(`/proc/self/fd/${fd}/${name}`);
  } finally {
    closeSync(fd);
  }
}

function openFolder(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "ELOOP")) return undefined;
    throw error;
  }
}

/** A folder of that name is none of ours, and stays. */
function removeName(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "EISDIR")) throw error;
  }
}
