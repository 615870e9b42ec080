import { chmodSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { findFolderProblem, lstat, octal } from "./trusted-folder.js";

const forOthers = 0o077;

/**
 * Makes the folder with mode 0700, and those above it, as far as they are missing; one that is there must be
 * ours, closed to all others, and reached by folders that others cannot change. The one that bears the name of the
 * service is closed if it stands open; any other is left as it is and refused.
 * @throws LOCAL_FOLDER_UNSAFE
 */
export function makePrivateFolder(folder: string, service: string): void {
  if (lstat(folder) === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeOwn(folder, service);
  requirePrivateFolder(folder);
}

/** @throws LOCAL_FOLDER_UNSAFE */
export function requirePrivateFolder(folder: string): void {
  const problem = findFolderProblem(folder) ?? findOpenness(folder);
  if (problem !== undefined) throw new RouseError("LOCAL_FOLDER_UNSAFE", { folder, problem });
}

function closeOwn(folder: string, service: string): void {
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
  return `its mode ${octal(stats)} lets others in; make it 0700`;
}
