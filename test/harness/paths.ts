import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: the nearest folder above with a package.json, from test/ and from build/test/ alike. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** ROUSE_EXEC_PATH names another build, such as the sanitized one. */
export const rouseExec = process.env.ROUSE_EXEC_PATH || join(root, "rouse-exec/build/rouse-exec");

/** `node rouse …` is the CLI as built. */
export const rouse = join(root, "dist/cli/main.js");

/** A fixture of test/programs/, which stays where it is when the tests are compiled. */
export function program(name: string): string {
  return join(root, "test/programs", name);
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  if (folder === "/") throw new Error("no package.json above the test harness: not a checkout?");
  return findRoot(dirname(folder));
}
