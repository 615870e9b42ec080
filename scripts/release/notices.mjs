import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns the notices of the libc that a rouse-exec contains, as names in packaging/licences/. build.sh links musl
 * where it finds it, and glibc otherwise; only glibc reads GLIBC_TUNABLES.
 */
export function libcNotices(executable) {
  const isGlibc = readFileSync(executable).includes("GLIBC_TUNABLES");
  return isGlibc ? ["glibc.txt", "LGPL-2.1.txt"] : ["musl.txt"];
}

/** Returns the files with those notices, in this folder of a package. */
export function noticeFiles(root, executable, folder) {
  return libcNotices(executable).map((name) => ({
    path: `${folder}/${name}`,
    from: join(root, "packaging/licences", name),
  }));
}

/**
 * Returns the text of the licence of a package. A package of binaries has none of its own: its licence is that of the
 * package that lists it among its optionalDependencies.
 */
export function licenceOf(one, packages) {
  const text = ownLicence(one.folder);
  if (text !== undefined) return text;
  const parent = packages.find(
    ({ folder }) => one.name in (manifestOf(folder).optionalDependencies ?? {}),
  );
  const inherited = parent && ownLicence(parent.folder);
  if (inherited !== undefined) return inherited;
  throw new Error(
    `${one.name} has no licence file, and no package beside it that lists it has one`,
  );
}

function ownLicence(folder) {
  if (!existsSync(folder)) return undefined;
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name));
  return file && readFileSync(join(folder, file), "utf8").trim();
}

const manifestOf = (folder) =>
  existsSync(folder) ? JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) : {};
