import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * Puts files into a folder as a package wants them: `{ path, from }` copies a file, `{ path, content }` writes one,
 * `{ path, link }` makes a symbolic link. Neither the umask nor the clock shows in the result.
 */
export function stageFiles(folder, files, seconds) {
  mkdirSync(folder, { recursive: true });
  for (const file of files) place(join(folder, file.path), file);
  settle(folder, seconds);
}

function place(target, { from, content, link, mode = 0o644 }) {
  mkdirSync(dirname(target), { recursive: true });
  if (link !== undefined) return symlinkSync(link, target);
  writeFileSync(target, content ?? readFileSync(from), { flag: "wx" });
  chmodSync(target, mode);
}

/** A folder gets its time last: each file in it would change it. */
function settle(path, seconds) {
  const stat = lstatSync(path);
  if (stat.isDirectory()) {
    chmodSync(path, 0o755);
    for (const name of readdirSync(path)) settle(join(path, name), seconds);
  }
  lutimesSync(path, seconds, seconds);
}

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
