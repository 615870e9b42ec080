import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { containerFolder } from "../engines/systemd/inventory/find-services.js";
import { unitFolder } from "../engines/systemd/manager/folders.js";
import { hasCode } from "../errors/has-code.js";
import type { Scope } from "../units/plan-types.js";

/** Returns the paths of all files in which units of a scope may stand, drop-ins included, whoever wrote them. */
export function unitFiles(scope: Scope): string[] {
  const own = [unitFolder(scope), containerFolder(unitFolder(scope), scope)];
  const folders = scope === "system" ? [...own, ...foldersForAll] : own;
  const dropIns = folders.flatMap((folder) =>
    listFolder(folder)
      .filter((name) => name.endsWith(".d"))
      .map((name) => join(folder, name)),
  );
  return [...folders, ...dropIns].flatMap((folder) =>
    listFolder(folder).map((name) => join(folder, name)),
  );
}

/** Where else units stand that anybody may have written: systemd.unit(5), UNIT FILE LOAD PATH. */
const foldersForAll = [
  "/run/systemd/system",
  ...["/etc", "/run", "/usr/local/lib", "/usr/lib"].map((folder) => `${folder}/systemd/user`),
  ...["/usr/local/lib", "/usr/lib", "/lib"].map((folder) => `${folder}/systemd/system`),
];

/** Returns the text of a unit; undefined for a file that we may not read. */
export function readUnitFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "EACCES")) return undefined;
    if (hasCode(error, "ENOENT", "EISDIR", "ELOOP")) return "";
    throw error;
  }
}

/** Returns the names in a folder; none where it is not there, or not for us to read. */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return [];
    throw error;
  }
}
