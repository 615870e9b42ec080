import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";

/** Makes a folder within the checkout, where `import "rouse"` finds this package; it is removed after the test. */
export function exampleFolder(): string {
  mkdirSync(join(root, "build"), { recursive: true });
  const folder = mkdtempSync(join(root, "build/example-"));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}
