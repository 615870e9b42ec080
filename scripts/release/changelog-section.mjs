import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns `{ date, text }` of what CHANGELOG.md says of a version, or undefined if it does not say anything. */
export function changelogSection(root, version) {
  const sections = readFileSync(join(root, "CHANGELOG.md"), "utf8").split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`${version} (`));
  const [, date, text] = section?.match(/^\S+ \((.*?)\)\n([\s\S]*)$/) ?? [];
  return text === undefined ? undefined : { date, text: text.trim() };
}
