import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { after } from "./after.js";

/**
 * A folder for this test, removed afterwards.
 * Always in /tmp, whatever TMPDIR says: a unix socket path may have 107 bytes.
 */
export function tempDir(): string {
  const folder = mkdtempSync("/tmp/rouse-");
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The same, where every user may make files. */
export function openTempDir(): string {
  const folder = tempDir();
  chmodSync(folder, 0o1777);
  return folder;
}
