// Runs before anything is installed, so it is plain JavaScript and imports only Node itself.
// Installs and builds what is missing or older than its sources: dist/, and build/src/ and rouse-exec for the tests.
// Vitest runs the tests as they are written, so that a changed test builds nothing. --tools compiles demo, bench and
// test, too, to be run by Node; --always builds all of it in any case.
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
const withTools = always || process.argv.includes("--tools");

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["inherit", 2, 2] });
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

const tsc = (...args) => run("node_modules/.bin/tsc", args);

function compile() {
  console.error("building dist/ …");
  rmSync(join(root, "dist"), { recursive: true, force: true });
  tsc("-p", "tsconfig.json", "--emitDeclarationOnly");
  run("node", ["scripts/bundle.mjs"]);
  chmodSync(join(root, "dist/cli/main.js"), 0o755);
}

/** Some tests run one file of src/ in a process of its own. */
function compileSources() {
  tsc("-p", "tsconfig.json", "--outDir", "build/src", "--declaration", "false");
}

function compileTools() {
  console.error("building build/ …");
  tsc("-p", "tsconfig.tools.json");
}

const product = ["src", "package-lock.json", "tsconfig.json", "scripts/bundle.mjs"];
const tools = ["src", "demo", "bench", "test", "package-lock.json", "tsconfig.tools.json"];
step("node_modules/.prepared", ["package-lock.json"], install, false);
step("dist/.prepared", product, compile);
step("build/src/.prepared", product, compileSources);
if (withTools) step("build/.prepared", tools, compileTools);
step("rouse-exec/build/rouse-exec", ["rouse-exec"], () => run("sh", ["rouse-exec/build.sh"]));
