import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";

/** A folder for programs that `import "rouse"`, removed afterwards: within the checkout that is this package. */
export function exampleFolder(): string {
  mkdirSync(join(root, "build"), { recursive: true });
  const folder = mkdtempSync(join(root, "build/example-"));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}
