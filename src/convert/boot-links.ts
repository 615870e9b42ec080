import { readlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { findLinks } from "../engines/systemd/inventory/unit-links.js";
import { unitFolder } from "../engines/systemd/manager/folders.js";
import type { Scope } from "../units/plan-types.js";

/** A symbolic link by which systemd starts a unit with another: what `systemctl enable` makes. */
export interface BootLink {
  /** Its path in the folder of units: `multi-user.target.wants/redis-server.service`. */
  path: string;
  target: string;
}

/** Finds the links in the folder that is ours to write to; the link of an Alias= is none of them. */
export function findBootLinks(unit: string, scope: Scope): BootLink[] {
  const folder = unitFolder(scope);
  return findLinks(folder, [unit])
    .filter((path) => dirname(path) !== folder && basename(path) === unit)
    .map((path) => ({ path: relative(folder, path), target: readlinkSync(path) }));
}

/** Returns the unit that starts the other because of the link. */
export function starterOf({ path }: BootLink): string {
  return dirname(path).replace(/\.[a-z]+$/, "");
}

/** Returns the absolute path of the link. */
export function absolute({ path }: BootLink, scope: Scope): string {
  return join(unitFolder(scope), path);
}
