import { execFileSync } from "node:child_process";

const maxBuffer = 2 ** 28;

/** Returns these entries of a folder in one archive, all of one time and owned by root. */
export function tar(folder, entries, seconds) {
  const sorted = ["--sort=name", "--format=ustar", `--mtime=@${seconds}`];
  const owned = ["--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX"];
  return execFileSync("tar", [...sorted, ...owned, "-cC", folder, ...entries], { maxBuffer });
}

/**
 * Compresses by gzip(1) without a name or a time. The zlib inside Node makes other bytes on processors with other
 * instructions.
 */
export function gzip(content) {
  return execFileSync("gzip", ["-9n"], { input: content, maxBuffer });
}
