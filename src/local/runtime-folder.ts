import { lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { RouseError } from "../errors.js";
import { hasCode } from "../sys/descriptor.js";
import { defaultSocketPath } from "./default-path.js";

/** The folder of the default socket and of the runtime files of `service`; nothing is made. @throws NAME_MALFORMED */
export function runtimeFolder(service: string): string {
  return dirname(defaultSocketPath(service));
}

/** The same, made with mode 0700 when it is missing. @throws NAME_MALFORMED, RUNTIME_FOLDER_UNSAFE */
export function makeRuntimeFolder(service: string): string {
  const folder = runtimeFolder(service);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw unsafe(folder, `it cannot be made (${String(error)})`);
  }
  requireOwn(folder);
  return folder;
}

/** The same, or undefined when it is missing. @throws NAME_MALFORMED, RUNTIME_FOLDER_UNSAFE */
export function findRuntimeFolder(service: string): string | undefined {
  const folder = runtimeFolder(service);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return undefined;
  requireOwn(folder);
  return folder;
}

/** What is in it is believed because nobody else can have put it there. */
function requireOwn(folder: string): void {
  const found = lstatSync(folder);
  const uid = process.geteuid?.();
  if (!found.isDirectory()) throw unsafe(folder, "it is not a folder");
  if (found.uid !== uid)
    throw unsafe(folder, `it belongs to user ${found.uid}, not to user ${uid}`);
  if ((found.mode & 0o022) === 0) return;
  const mode = (found.mode & 0o777).toString(8);
  throw unsafe(folder, `its mode is 0${mode}, which lets others write to it`);
}

function unsafe(folder: string, problem: string): RouseError {
  return new RouseError("RUNTIME_FOLDER_UNSAFE", { folder, problem });
}
