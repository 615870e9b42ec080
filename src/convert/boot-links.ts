import { readlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { findLinks } from "../engines/systemd/change/snapshot-files.js";
import { unitFolder } from "../engines/systemd/manager/systemctl.js";
import type { Scope } from "../units/types.js";

/** By which systemd starts a unit with another: what `systemctl enable` makes. */
export interface BootLink {
  /** In the folder of units: `multi-user.target.wants/redis-server.service`. */
  path: string;
  target: string;
}

/** Those in the folder that is ours to write to; an Alias= is none. */
export function findBootLinks(unit: string, scope: Scope): BootLink[] {
  const folder = unitFolder(scope);
  return findLinks(folder, [unit])
    .filter((path) => dirname(path) !== folder && basename(path) === unit)
    .map((path) => ({ path: relative(folder, path), target: readlinkSync(path) }));
}

/** The unit that a link makes start it. */
export function starterOf({ path }: BootLink): string {
  return dirname(path).replace(/\.[a-z]+$/, "");
}

export function absolute({ path }: BootLink, scope: Scope): string {
  return join(unitFolder(scope), path);
}
