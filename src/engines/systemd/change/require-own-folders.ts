import { lstatSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import { copiesFolder } from "../../../rouse-exec/lasting-path.js";
import { lstat } from "../../../sys/folders/file-status.js";
import type { Scope } from "../../../units/plan-types.js";
import { unitFolder, userRuntimeFolder } from "../manager/folders.js";

/**
 * Throws when root would change the units of another user: `sudo -E` and `su` may keep his HOME and XDG_RUNTIME_DIR.
 * He could exchange a folder on the way for a link, and have root write and remove files elsewhere.
 * @throws UNIT_FOLDER_UNSAFE
 */
export function requireOwnFolders(scope: Scope): void {
  if (scope === "system" || process.geteuid?.() !== 0) return;
  for (const folder of [unitFolder(scope), copiesFolder(scope), userRuntimeFolder()]) {
    const there = nearest(folder);
    const ways = [...wayTo(there), ...wayTo(realpathSync(there))];
    const problem = ways.map(problemWith).find((found) => found !== undefined);
    if (problem) throw new RouseError("UNIT_FOLDER_UNSAFE", { folder, problem });
  }
}

/** Returns the folder, or the deepest one above it that is there. */
function nearest(folder: string): string {
  return lstat(folder) === undefined ? nearest(dirname(folder)) : folder;
}

function wayTo(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [...wayTo(parent), folder];
}

/** What lies in a sticky folder is exchanged by its owner only. */
function problemWith(path: string): string | undefined {
  const found = lstatSync(path);
  if (found.uid !== 0) return `'${path}' belongs to user ${found.uid}`;
  const isOpen = (found.mode & 0o022) !== 0 && (found.mode & 0o1000) === 0;
  return found.isDirectory() && isOpen ? `others can write to '${path}'` : undefined;
}
