import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { lstat } from "../sys/folders/file-status.js";
import { homeFolder } from "../sys/folders/home-folder.js";
import { requireWholeRouseExec } from "./require-rouse-exec.js";
import { versionOf } from "./version-of.js";

/** Whose units name the rouse-exec: those of this user, or of the system. */
type Scope = "user" | "system";

/**
 * Returns the rouse-exec that units name, which must stay for years: what ROUSE_EXEC_PATH names, since whoever set it
 * knows how long it stays, or what the system has installed; else a copy of our own, which may not be there yet. npm's
 * folder goes with the next Node, and a checkout with its owner's mood.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE, ROUSE_EXEC_DAMAGED; HOME_NOT_ABSOLUTE
 */
export function lastingPath(scope: Scope, found = requireWholeRouseExec()): string {
  if (process.env.ROUSE_EXEC_PATH) return resolve(found);
  // A link to it may be anybody's.
  const path = realpathSync(found);
  return isOfSystem(path) ? path : copyPath(scope, path);
}

/** Returns the folder of our copies; each version has a folder in it. */
export function copiesFolder(scope: Scope): string {
  return scope === "system" ? "/usr/lib/rouse" : join(homeFolder(), ".local/lib/rouse");
}

/** Returns where our copy of a rouse-exec is, or would be: by its version, which may be another than that of this Rouse. */
export function copyPath(scope: Scope, source: string): string {
  return join(copiesFolder(scope), versionOf(source), "rouse-exec");
}

/** Tells whether root alone can change a file: it and each folder above it belong to root, and none is a link. */
export function isOfRoot(path: string): boolean {
  const found = lstat(path);
  const isClosed = found !== undefined && found.uid === 0 && (found.mode & 0o022) === 0;
  if (!isClosed || found.isSymbolicLink()) return false;
  return path === "/" || isOfRoot(dirname(path));
}

/** `npm install --global` may put packages below /usr as well. */
function isOfSystem(path: string): boolean {
  return path.startsWith("/usr/") && !isOfPackage(path) && isOfRoot(path);
}

/** Tells whether a path is in a package of npm or in a checkout, built there. */
export function isOfPackage(path: string): boolean {
  return /\/(node_modules|prebuilt|rouse-exec\/build)\//.test(path);
}
