import { chmodSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { formatMode, lstat } from "../../sys/folders/file-status.js";
import { findFolderProblem } from "../../sys/folders/trusted-folder.js";

const forOthers = 0o077;

/**
 * Makes the folder, and missing ones above it, with mode 0700. A folder that exists must be ours, closed to all
 * others, and reached by folders that others cannot change. If it bears the name of the service and stands open, it is
 * closed; any other open folder is left as it is and refused.
 * @throws LOCAL_FOLDER_UNSAFE
 */
export function makePrivateFolder(folder: string, service: string): void {
  if (lstat(folder) === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeIfNamedAfter(service, folder);
  const problem = findFolderProblem(folder) ?? findOpenness(folder);
  if (problem !== undefined) throw new RouseError("LOCAL_FOLDER_UNSAFE", { folder, problem });
}

function closeIfNamedAfter(service: string, folder: string): void {
  const stats = lstat(folder);
  const uid = process.geteuid?.();
  if (stats?.isDirectory() !== true || stats.uid !== uid) return;
  const isForService = [service, `${service}-${uid}`].includes(basename(folder));
  if (isForService && (stats.mode & forOthers) !== 0) chmodSync(folder, 0o700);
}

function findOpenness(folder: string): string | undefined {
  const stats = lstat(folder);
  if (stats === undefined || !stats.isDirectory()) return "it is not a folder itself";
  if (stats.uid !== process.geteuid?.()) return `it belongs to user ${stats.uid}`;
  if ((stats.mode & forOthers) === 0) return undefined;
  return `its mode ${formatMode(stats)} lets others in; make it 0700`;
}
