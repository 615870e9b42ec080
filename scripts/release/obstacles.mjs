import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const git = (root, ...args) =>
  execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();

/** Returns why this checkout cannot be released as it is: a sentence for each reason. */
export function obstacles(root, version, section) {
  const found = [];
  if (!/^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/.test(version))
    found.push(`the version '${version}' in package.json is not a semantic version`);
  if (git(root, "status", "--porcelain") !== "")
    found.push("the checkout has changes that are not committed");
  if (git(root, "tag", "--list", `v${version}`) !== "")
    found.push(`the tag v${version} exists: raise the version in package.json`);
  if (section === undefined) found.push(`CHANGELOG.md has no section '## ${version} (DATE)'`);
  else if (!/^\d{4}-\d\d-\d\d$/.test(section.date))
    found.push(`CHANGELOG.md dates ${version} '${section.date}', and not YYYY-MM-DD`);
  if (readFileSync(join(root, "README.md"), "utf8").includes("Nothing is published yet"))
    found.push(
      "README.md says that nothing is published yet: put `npm install --global rouse` there",
    );
  return found;
}
