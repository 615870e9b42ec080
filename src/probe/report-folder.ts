import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { lstat } from "../sys/folders/file-status.js";
import { removeOwnNames } from "../sys/folders/remove-own-names.js";
import { makeTemporaryFolder } from "../sys/folders/temporary-folder.js";
import { readProcScope } from "../sys/processes/process-record.js";

/** With the maker's pid and pid namespace, by which a folder that a killed probe left is recognized. */
const prefix = `rouse-probe-${process.geteuid?.()}-${readProcScope()?.pidNamespace}-`;

/** The report, and what a rouse-exec that was killed while it wrote one leaves. */
const ours = /^probe\.json(\.[0-9a-f]+\.new|\.lock)?$/;

/**
 * Makes a folder for one report, for this user alone, and removes the folders of probes that were killed.
 * @throws TEMPORARY_FOLDER_UNSAFE
 */
export function makeReportFolder(): string {
  const folder = makeTemporaryFolder(`${prefix}${process.pid}-`);
  removeStaleFolders(dirname(folder));
  return folder;
}

export function removeReportFolder(folder: string): void {
  removeOwnNames(folder, ours);
}

function removeStaleFolders(parent: string): void {
  for (const entry of readdirSync(parent)) {
    const pid = entry.startsWith(prefix) ? Number.parseInt(entry.slice(prefix.length), 10) : 0;
    const folder = join(parent, entry);
    // Everybody may write to /tmp, and give a folder of his own such a name.
    if (pid > 0 && !isAlive(pid) && isOurs(folder)) removeReportFolder(folder);
  }
}

function isOurs(folder: string): boolean {
  const found = lstat(folder);
  return found?.isDirectory() === true && found.uid === process.geteuid?.();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
    if (hasCode(error, "EPERM")) return true;
    throw error;
  }
}
