import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { findFolderProblem } from "./trusted-folder.js";

/** The last one is for a TMPDIR of another user, as `su` leaves it. */
const parents = (): string[] => [...new Set([tmpdir(), "/tmp"])];

/**
 * Makes a folder with mode 0700, in TMPDIR or else in /tmp, that no user but us and root can exchange for another: what
 * is written there may become a unit of the system.
 * @throws TEMPORARY_FOLDER_UNSAFE
 */
export function makeTemporaryFolder(prefix: string): string {
  const problems: string[] = [];
  for (const parent of parents()) {
    const folder = mkdtempSync(join(parent, prefix));
    const problem = findFolderProblem(folder);
    if (problem === undefined) return folder;
    rmdirSync(folder);
    problems.push(problem);
  }
  throw new RouseError("TEMPORARY_FOLDER_UNSAFE", { problem: problems.join("; ") });
}
