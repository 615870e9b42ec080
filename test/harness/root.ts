import { hasProgram, lacking } from "./servers.js";

/** `describe` and `test` for what needs root, to make namespaces or be somebody else, and these programs. */
export function needsRoot(...programs: string[]) {
  const missing = programs.filter((name) => !hasProgram(name));
  const reasons = missing.map((name) => `${name} is not installed`);
  return lacking(process.getuid?.() === 0 ? reasons : [...reasons, "only root may do this"]);
}
