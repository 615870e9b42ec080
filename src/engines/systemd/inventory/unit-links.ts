import { readdirSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";

/**
 * Returns the symbolic links in a unit folder by which systemd enables and renames units, those of `units`:
 * `x.target.wants/web.socket`, an alias `other.service` → `web.service`, a mask.
 */
export function findLinks(unitFolder: string, units: readonly string[]): string[] {
  return [unitFolder, ...findWants(unitFolder)].flatMap((folder) =>
    list(folder)
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => join(folder, entry.name))
      .filter((path) => [path, readlinkSync(path)].some((one) => units.includes(basename(one)))),
  );
}

/** Returns the folders in which such links are: `x.target.wants`. */
export function findWants(unitFolder: string): string[] {
  return list(unitFolder)
    .filter((entry) => entry.isDirectory() && /\.(wants|requires|upholds)$/.test(entry.name))
    .map((entry) => join(unitFolder, entry.name));
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
