import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const repository = "https://github.com/rouse-dev/rouse";

/** Returns what package.json says about the project, and who maintains its packages. */
export function project(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const homepage = manifest.homepage?.replace(/#.*/, "") ?? repository;
  // The address of whoever owns the repository: mail to it is not delivered, and nobody else can have it.
  const owner = new URL(homepage).pathname.split("/")[1];
  const maintainer = `The Rouse authors <${owner}@users.noreply.github.com>`;
  return { manifest, version: manifest.version, homepage, maintainer };
}

/** The processors that Rouse is built for, by the name of each that the kernel, Node and Debian give them. */
export const processors = [
  { machine: "x86_64", node: "x64", debian: "amd64" },
  { machine: "aarch64", node: "arm64", debian: "arm64" },
];

/** Returns `{ date, text }` of what CHANGELOG.md says of a version, or undefined if it does not say anything. */
export function changelogSection(root, version) {
  const sections = readFileSync(join(root, "CHANGELOG.md"), "utf8").split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`${version} (`));
  const [, date, text] = section?.match(/^\S+ \((.*?)\)\n([\s\S]*)$/) ?? [];
  return text === undefined ? undefined : { date, text: text.trim() };
}

/**
 * Returns the one time that everything in a release has, in seconds: SOURCE_DATE_EPOCH
 * (reproducible-builds.org/specs/source-date-epoch), or the time of the last commit.
 */
export function sourceDate(root) {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given) return whole(given, "SOURCE_DATE_EPOCH");
  const argv = ["-C", root, "log", "-1", "--format=%ct"];
  return whole(execFileSync("git", argv, { encoding: "utf8" }).trim(), "the time of the commit");
}

function whole(text, what) {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Error(`${what} is '${text}', and not a whole number of seconds`);
}
