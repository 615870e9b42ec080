import { statSync } from "node:fs";
import type { Service } from "../engines/systemd/inventory/find-services.js";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { findRouseExec } from "../rouse-exec/find-rouse-exec.js";
import { copiesFolder, isOfPackage } from "../rouse-exec/lasting-path.js";
import { versionOf } from "../rouse-exec/version-of.js";
import { isOlder } from "../sys/is-older.js";
import { packageVersion } from "../sys/own-package.js";

/** What is wrong with a rouse-exec that units name, in the order in which it is told. */
export type Flaw = "gone" | "passing" | "old";

/** Returns what is wrong with it; undefined when nothing is. */
export function findFlaw(path: string, { scope }: Pick<Service, "scope">): Flaw | undefined {
  if (!isThere(path)) return "gone";
  const version = versionOfCopy(path, scope);
  if (version !== undefined) return isOlder(version, installedVersion()) ? "old" : undefined;
  return isOfPackage(path) || isTemporary(path) ? "passing" : undefined;
}

/** Returns the version that a copy of today would have: the rouse-exec in PATH may be another than this Rouse. */
export function installedVersion(): string {
  try {
    return versionOf(findRouseExec());
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    return packageVersion();
  }
}

/** Returns the version of a copy of ours, by its path; undefined for another rouse-exec. */
function versionOfCopy(path: string, scope: Service["scope"]): string | undefined {
  const [version, name, ...more] = path.startsWith(`${copiesFolder(scope)}/`)
    ? path.slice(copiesFolder(scope).length + 1).split("/")
    : [];
  return name === "rouse-exec" && more.length === 0 ? version : undefined;
}

/** What is in a folder that we may not search may be there. */
function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    if (hasCode(error, "EACCES")) return true;
    throw error;
  }
}

/** Folders that are emptied from time to time. */
function isTemporary(path: string): boolean {
  return /^\/(var\/)?tmp\/|^\/dev\/shm\//.test(path);
}
