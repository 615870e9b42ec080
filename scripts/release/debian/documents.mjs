import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzip } from "../packed-files.mjs";
import { debianVersion } from "./build-package.mjs";

/** Returns the changelog and the copyright file that Debian wants of every package. */
export function documentFiles(release, name, notices = []) {
  const folder = `usr/share/doc/${name}`;
  return [
    { path: `${folder}/changelog.gz`, content: gzip(changelog(release)) },
    { path: `${folder}/copyright`, content: copyright(release, notices) },
  ];
}

/** deb-changelog(5). What has changed stands in CHANGELOG.md, once. */
function changelog({ version, seconds, maintainer, homepage }) {
  const date = new Date(seconds * 1000).toUTCString().replace("GMT", "+0000");
  const lines = [
    `rouse (${debianVersion(version)}) unstable; urgency=medium`,
    "",
    "  * What has changed:",
    `    ${homepage}/blob/v${version}/CHANGELOG.md`,
    "",
    ` -- ${maintainer}  ${date}`,
    "",
  ];
  return lines.join("\n");
}

/** A file in Debian's copyright format 1.0: `notices` are `{ files, title, text }`, one for each part of others. */
function copyright({ root, homepage }, notices) {
  const own = { files: "*", title: "MIT", text: readFileSync(join(root, "LICENSE"), "utf8") };
  const head = [
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
    "Upstream-Name: Rouse",
    `Source: ${homepage}`,
    "",
  ];
  return [...head, ...[own, ...notices].map(stanza)].join("\n");
}

function stanza({ files, title, text }) {
  const holders = [...text.matchAll(/^\W*copyright\b[^\n]*\d{4}[^\n]*/gim)].map(([line]) =>
    line.replace(/^\W*copyright\s*(\(c\)|©)?\s*/i, "").trim(),
  );
  if (holders.length === 0)
    throw new Error(`the licence of ${title} names no holder of a copyright`);
  const body = text
    .trim()
    .split("\n")
    .map((line) => ` ${line.trimEnd() || "."}\n`);
  return `Files: ${files}\nCopyright: ${holders.join("\n ")}\nLicense: ${title}\n${body.join("")}`;
}
