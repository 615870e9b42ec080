import { type Dirent, readdirSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import type { Scope } from "../../../units/plan-types.js";
import { unitFolder } from "../manager/folders.js";

/** The unit files of a scope, ours and others; none of them has been read yet. */
export interface UnitFolder {
  scope: Scope;
  path: string;
  /** The names of its files, without the links that systemd makes for Alias=. */
  names: ReadonlySet<string>;
}

export function readUnitFolder(scope: Scope): UnitFolder {
  const path = unitFolder(scope);
  const entries = entriesOf(path).filter((entry) => !isAlias(path, entry));
  return { scope, path, names: new Set(entries.map(({ name }) => name)) };
}

export function isSocket(name: string): boolean {
  return name.endsWith(".socket");
}

/** systemd makes a link within the folder for each Alias=: the same unit under another name. */
function isAlias(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return false;
  const target = resolve(folder, readlinkSync(join(folder, entry.name)));
  return dirname(target) === folder;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
