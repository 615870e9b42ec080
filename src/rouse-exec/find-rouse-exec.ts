import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { packageRoot } from "../sys/own-package.js";

const require = createRequire(import.meta.url);

/**
 * Returns the path of rouse-exec: from ROUSE_EXEC_PATH, the npm package, the checkout, /usr/lib/rouse or PATH.
 * @throws ROUSE_EXEC_UNUSABLE, ROUSE_EXEC_NOT_FOUND
 */
export function findRouseExec(): string {
  const named = process.env.ROUSE_EXEC_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new RouseError("ROUSE_EXEC_UNUSABLE", { path: named });
  }
  const found = fromPackage() ?? [fromCheckout(), installed, ...onPath()].find(isExecutable);
  if (found !== undefined) return found;
  throw new RouseError("ROUSE_EXEC_NOT_FOUND", {
    looked: [`the npm package ${packageName}`, fromCheckout(), installed, "PATH"],
    next: nextStep(),
  });
}

const packageName = `@rouse/exec-linux-${process.arch}`;
const installed = "/usr/lib/rouse/rouse-exec";

function fromPackage(): string | undefined {
  try {
    return require.resolve(`${packageName}/rouse-exec`);
  } catch (error) {
    if (hasCode(error, "MODULE_NOT_FOUND")) return undefined;
    throw error;
  }
}

function fromCheckout(): string {
  return join(packageRoot(), "rouse-exec/build/rouse-exec");
}

/** Only absolute entries count: an empty or relative one would run a file of the current folder. */
function onPath(): string[] {
  const folders = (process.env.PATH ?? "").split(":").filter(isAbsolute);
  return folders.map((folder) => join(folder, "rouse-exec"));
}

function nextStep(): string {
  const isCheckout = existsSync(join(packageRoot(), "rouse-exec/Makefile"));
  if (isCheckout) return "build it with `npm run build` (it needs a C compiler)";
  return `install it with \`npm install ${packageName}\` (npm leaves it out with --omit=optional)`;
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
