// Runs before anything is installed, so it is plain JavaScript and imports only Node itself.
// Installs and builds what is missing or older than its sources; --always builds in any case.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const always = process.argv.includes("--always");

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["inherit", 2, 2] });
  if (status === 0) return;
  console.error(`\`${command} ${args.join(" ")}\` failed${error ? `: ${error.message}` : ""}`);
  process.exit(status || 1);
}

function* filesBelow(path) {
  if (!statSync(path).isDirectory()) return yield path;
  for (const entry of readdirSync(path)) {
    if (entry !== "build") yield* filesBelow(join(path, entry));
  }
}

const mtime = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function newest(paths) {
  return Math.max(...paths.flatMap((path) => [...filesBelow(join(root, path))]).map(mtime));
}

/** Runs `make` unless the stamp is newer than every source. */
function step(stamp, sources, make, force = always) {
  const file = join(root, stamp);
  if (!force && mtime(file) > newest(sources)) return;
  make();
  if (!existsSync(file)) writeFileSync(file, "");
  utimesSync(file, new Date(), new Date());
}

function install() {
  console.error("installing the packages named in package-lock.json …");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

function compile() {
  console.error("building dist/ …");
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run("node_modules/.bin/tsc", ["-p", "tsconfig.json", "--emitDeclarationOnly"]);
  run("node", ["scripts/bundle.mjs"]);
  run("node_modules/.bin/tsc", ["-p", "tsconfig.tools.json"]);
  chmodSync(join(root, "dist/cli/main.js"), 0o755);
}

const settings = ["tsconfig.json", "tsconfig.tools.json", "scripts/bundle.mjs"];
step("node_modules/.prepared", ["package-lock.json"], install, false);
step("dist/.prepared", ["src", "demo", "bench", "test", "package-lock.json", ...settings], compile);
step("rouse-exec/build/rouse-exec", ["rouse-exec"], () => run("sh", ["rouse-exec/build.sh"]));
