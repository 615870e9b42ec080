import { dirname } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { lstat } from "../../sys/folders/file-status.js";
import { findFolderProblem } from "../../sys/folders/trusted-folder.js";
import { defaultSocketPath } from "../endpoint/default-socket-path.js";
import { makePrivateFolder } from "../trust/private-folder.js";

/** Returns the folder that holds the default socket and the runtime files of `service`. @throws NAME_MALFORMED */
export function runtimeFolder(service: string): string {
  return dirname(defaultSocketPath(service));
}

/**
 * Returns the runtime folder, and makes it with mode 0700 if it is missing.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export function makeRuntimeFolder(service: string): string {
  const folder = runtimeFolder(service);
  makePrivateFolder(folder, service);
  return folder;
}

/**
 * Returns the runtime folder; undefined when it is missing. Its files can be believed, because nobody else can have
 * put them there.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export function findRuntimeFolder(service: string): string | undefined {
  const folder = runtimeFolder(service);
  const found = lstat(folder);
  if (found === undefined) return undefined;
  const problem = found.isDirectory() ? findFolderProblem(folder) : "it is not a folder itself";
  if (problem !== undefined) throw new RouseError("LOCAL_FOLDER_UNSAFE", { folder, problem });
  return folder;
}
