import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import { findFolderProblem } from "../../../sys/folders/trusted-folder.js";
import type { Scope } from "../../../units/plan-types.js";
import { unitFolder, userRuntimeFolder } from "../manager/folders.js";

/**
 * Throws when root would change the units of another user: `sudo -E` and `su` may keep his HOME and XDG_RUNTIME_DIR.
 * He could exchange a folder on the way for a link, and have root write and remove files elsewhere.
 * @throws UNIT_FOLDER_UNSAFE
 */
export function requireOwnFolders(scope: Scope): void {
  if (scope === "system" || process.geteuid?.() !== 0) return;
  for (const folder of [unitFolder(scope), userRuntimeFolder()]) {
    const problem = findFolderProblem(nearest(folder));
    if (problem) throw new RouseError("UNIT_FOLDER_UNSAFE", { folder, problem });
  }
}

/** Returns the folder, or the deepest one above it that is there. */
function nearest(folder: string): string {
  const isThere = lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
  return isThere ? folder : nearest(dirname(folder));
}
