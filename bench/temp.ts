import { mkdtempSync, rmSync } from "node:fs";
import { defer } from "./cleanup.js";

/** A folder for this measure. */
export function tempDir(): string {
  const folder = mkdtempSync("/tmp/rouse-bench-");
  defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
