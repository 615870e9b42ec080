import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";

/** What npm and the builds make (.gitignore): it is on this machine, and not in the tree that others get. */
const made = ["build", "dist", "node_modules", "rouse-exec/build"];

/** Returns every file below a folder of the tree, by its path from the root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return made.includes(path) ? [] : filesBelow(path);
    return [path];
  });
}

/** Whether the tree has this path; a `*` stands for any part of a name. */
export function isInTree(path: string): boolean {
  return !made.some((folder) => `${path}/`.startsWith(`${folder}/`)) && expand(path).length > 0;
}

function expand(pattern: string): string[] {
  let found = [""];
  for (const part of pattern.split("/").filter(Boolean)) {
    const name = new RegExp(`^${part.replace(/[.+]/g, "\\$&").replaceAll("*", ".*")}$`);
    const children = (folder: string) =>
      part.includes("*")
        ? readdirSync(join(root, folder)).filter((each) => name.test(each))
        : [part];
    found = found
      .flatMap((folder) => children(folder).map((child) => join(folder, child)))
      .filter((path) => existsSync(join(root, path)));
  }
  return found;
}
