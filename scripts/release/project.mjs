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
