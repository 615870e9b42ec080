// Runs before anything is installed, so it is plain JavaScript and imports only Node itself.
// Installs and builds what is missing or older than its sources: dist/, and build/src/ and rouse-exec for the tests.
// Vitest runs the tests as they are written, so that a changed test builds nothing. --tools compiles demo, bench and
// test, too, to be run by Node; --always builds all of it in any case.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run, step } from "./steps.mjs";

const always = process.argv.includes("--always");
const withTools = always || process.argv.includes("--tools");

function install() {
  console.error("installing the packages named in package-lock.json …");
  // `npm pack` hands its own settings down: with --dry-run, nothing would be installed.
  const { npm_config_dry_run: _, npm_config_global: __, ...env } = process.env;
  run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], env);
}

/** Said before minutes of compiling. */
function requireCompiler() {
  const compilers = process.env.CC ? [process.env.CC] : ["musl-gcc", "cc"];
  if (compilers.some((one) => spawnSync(one, ["--version"]).status === 0)) return;
  const cure = process.env.CC ? "correct CC" : "install one (Debian: apt-get install musl-tools)";
  console.error(
    `cannot build rouse-exec: no C compiler, which is ${compilers.join(" or ")}; ${cure}`,
  );
  process.exit(1);
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
if (always || !existsSync(join(root, "rouse-exec/build/rouse-exec"))) requireCompiler();
step("node_modules/.prepared", ["package-lock.json"], install);
step("dist/.prepared", product, compile, always);
step("build/src/.prepared", product, compileSources, always);
if (withTools) step("build/.prepared", tools, compileTools, always);
const buildExec = () => run("sh", ["rouse-exec/build.sh"]);
step("rouse-exec/build/rouse-exec", ["rouse-exec"], buildExec, always);
