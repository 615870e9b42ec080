import { copyFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";

/** rouse-exec/ and the folders that it imports from. */
const folders = ["errors", "time", "sys", "address", "rouse-exec"];

/** Copies them into build/src/ of a folder, as a package that has nothing else. */
export function copySources(to: string): void {
  for (const folder of folders) {
    const path = join("build/src", folder);
    cpSync(join(root, path), join(to, path), { recursive: true });
  }
  copyFileSync(join(root, "package.json"), join(to, "package.json"));
}
