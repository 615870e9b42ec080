import { lacking } from "./servers.js";

/** `describe` and `test` for what only root may do, such as making namespaces or being somebody else. */
export function needsRoot(...reasons: string[]) {
  const isRoot = process.getuid?.() === 0;
  return lacking(isRoot ? reasons : [...reasons, "only root may do this"]);
}
