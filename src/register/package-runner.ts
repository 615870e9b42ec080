import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode } from "../errors/has-code.js";

const runners = new Set(["npm", "pnpm", "yarn", "@yarnpkg/cli", "@yarnpkg/cli-dist", "corepack"]);
const commands = /^(npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)\b.*\.[cm]?js$/;

/**
 * Whether this process is npm, npx, pnpm, yarn or corepack: the script that Node runs belongs to a package of that
 * name, or is a release of yarn that a project keeps beside itself.
 */
export function isPackageRunner(script = process.argv[1]): boolean {
  const path = script === undefined ? undefined : ifThere(() => realpathSync(script));
  if (path === undefined || !commands.test(basename(path))) return false;
  if (/\/\.yarn\/releases\/yarn-[\w.-]+\.cjs$/.test(path)) return true;
  return runners.has(packageName(dirname(path)) ?? "");
}

/** `bin` and `dist` hold the scripts; what stands above is the package. */
function packageName(folder: string): string | undefined {
  const text = ifThere(() => readFileSync(join(folder, "package.json"), "utf8"));
  const name = text === undefined ? undefined : readName(text);
  if (name !== undefined || folder === dirname(folder)) return name;
  return packageName(dirname(folder));
}

function readName(text: string): string | undefined {
  const manifest: unknown = JSON.parse(text);
  if (typeof manifest !== "object" || manifest === null || !("name" in manifest)) return undefined;
  return typeof manifest.name === "string" ? manifest.name : undefined;
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw error;
  }
}
