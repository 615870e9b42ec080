import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { packageRoot } from "../sys/own-package.js";
import { prebuiltPath } from "./prebuilt.js";

/**
 * Returns the path of rouse-exec: from ROUSE_EXEC_PATH, the checkout's own build, the npm package, /usr/lib/rouse or PATH.
 * @throws ROUSE_EXEC_UNUSABLE, ROUSE_EXEC_NOT_FOUND
 */
export function findRouseExec(): string {
  const named = process.env.ROUSE_EXEC_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new RouseError("ROUSE_EXEC_UNUSABLE", { path: named });
  }
  const ours = isCheckout() ? [fromCheckout()] : [];
  const packed = prebuiltPath() ?? [];
  const beside = [besidePackage()].filter(isExecutable);
  const places = [...ours, packed, ...beside, installed].flat();
  const found = [...places, ...onPath()].find(isExecutable);
  if (found !== undefined) return found;
  throw new RouseError("ROUSE_EXEC_NOT_FOUND", { looked: [...places, "PATH"], next: nextStep() });
}

const installed = "/usr/lib/rouse/rouse-exec";

/** Where the Debian packages have it, also when they are only unpacked; elsewhere a folder has this name. */
function besidePackage(): string {
  return join(packageRoot(), "rouse-exec");
}

function fromCheckout(): string {
  return join(packageRoot(), "rouse-exec/build/rouse-exec");
}

function isCheckout(): boolean {
  return existsSync(join(packageRoot(), "rouse-exec/Makefile"));
}

/** Only absolute entries count: an empty or relative one would run a file of the current folder. */
function onPath(): string[] {
  const folders = (process.env.PATH ?? "").split(":").filter(isAbsolute);
  return folders.map((folder) => join(folder, "rouse-exec"));
}

function nextStep(): string {
  if (isCheckout()) return "build it with `npm run build` (it needs a C compiler)";
  const packed = prebuiltPath();
  if (packed === undefined)
    return `Rouse has one for x64 and arm64, and this is ${process.arch}: build it from its source for this machine`;
  if (existsSync(packed))
    return "the package's own is not executable here (a file system mounted noexec?): install Rouse again, where programs may run";
  if (isClosed(packed))
    return `you may not enter the folder of the package's own: open it with \`chmod -R a+rX ${dirname(dirname(packed))}\``;
  return "the package's own is missing: install Rouse again";
}

/** What to do about a rouse-exec that was found and is of no use. */
export function renewalStep(): string {
  if (process.env.ROUSE_EXEC_PATH) return "correct ROUSE_EXEC_PATH or unset it";
  const renew = isCheckout() ? "build it again with `npm run build`" : "install Rouse again";
  return `${renew}, or name another one in ROUSE_EXEC_PATH`;
}

/** A folder that we may not enter may hold it. */
function isClosed(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return hasCode(error, "EACCES");
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (hasCode(error, ...unusable)) return false;
    throw error;
  }
}

const unusable = ["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG"];
