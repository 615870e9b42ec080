import { readFileSync } from "node:fs";
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
