// What the scripts that build have in common. They run before anything is installed, so this is plain JavaScript and
// imports only Node itself.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command with its output on stderr, and ends this process when it fails. */
export function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ["inherit", 2, 2],
  });
  if (status === 0) return;
  console.error(`\`${command} ${args.join(" ")}\` failed${error ? `: ${error.message}` : ""}`);
  process.exit(status || 1);
}

const built = join(root, "rouse-exec/build");

function* filesBelow(path) {
  if (!statSync(path).isDirectory()) return yield path;
  for (const entry of readdirSync(path)) {
    if (join(path, entry) !== built) yield* filesBelow(join(path, entry));
  }
}

const mtime = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function newest(paths) {
  return Math.max(...paths.flatMap((path) => [...filesBelow(join(root, path))]).map(mtime));
}

/** Runs `make` unless the stamp is newer than every source. */
export function step(stamp, sources, make, force = false) {
  const file = join(root, stamp);
  if (!force && mtime(file) > newest(sources)) return;
  make();
  if (!existsSync(file)) writeFileSync(file, "");
  utimesSync(file, new Date(), new Date());
}
