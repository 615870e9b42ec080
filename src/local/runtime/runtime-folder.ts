import { dirname } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { defaultSocketPath } from "../endpoint/default-socket-path.js";
import { makePrivateFolder } from "../trust/private-folder.js";
import { findFolderProblem, lstat } from "../trust/trusted-folder.js";

/** The folder of the default socket and of the runtime files of `service`; nothing is made. @throws NAME_MALFORMED */
export function runtimeFolder(service: string): string {
  return dirname(defaultSocketPath(service));
}

/** The same, made with mode 0700 when it is missing. @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE */
export function makeRuntimeFolder(service: string): string {
  const folder = runtimeFolder(service);
  makePrivateFolder(folder, service);
  return folder;
}

/**
 * The same, or undefined when it is missing. What is in it is believed because nobody else can have put it there.
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
