// Makes prebuilt/, which only the npm package has: rouse-exec for both processors, the hashes of these two files, and the
// completion scripts. `npm pack` runs it, behind prepare.mjs, whose builds it takes. Without both compilers it makes
// nothing: half a package would be found out by users. --check says at once what is missing, before minutes of builds.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { root, run, step } from "./steps.mjs";

const builds = {
  x86_64: "rouse-exec/build/rouse-exec",
  aarch64: "rouse-exec/build/aarch64/rouse-exec",
};
const compilers = [
  ["musl-gcc", "rouse-exec for x86_64", "musl-tools"],
  [
    "aarch64-linux-gnu-gcc",
    "rouse-exec for aarch64",
    "gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
  ],
];
const armMusl = "/usr/lib/aarch64-linux-musl/musl-gcc.specs";
const armMuslCure =
  "Debian: dpkg --add-architecture arm64; apt-get update; apt-get install musl-dev:arm64";
const shells = { bash: "rouse.bash", zsh: "_rouse", fish: "rouse.fish" };

function requireTools() {
  const lacks = compilers.flatMap(([compiler, product, debian]) =>
    spawnSync(compiler, ["--version"]).status === 0
      ? []
      : `${compiler} builds ${product}, and is not installed (Debian: apt-get install ${debian})`,
  );
  if (!existsSync(armMusl))
    lacks.push(`${armMusl} keeps rouse-exec for aarch64 small, and is missing (${armMuslCure})`);
  if (process.arch !== "x64")
    lacks.push(`the package is built on x86_64, and this is ${process.arch}`);
  if (lacks.length === 0) return;
  console.error(`cannot make the npm package: ${lacks.join("; ")}`);
  process.exit(1);
}

const folder = join(root, "prebuilt");

function place(path, write) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  write(target);
}

function hashLine(path) {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, path)))
    .digest("hex");
  return `${hash}  ${path}\n`;
}

function make() {
  step(builds.aarch64, ["rouse-exec"], () => run("sh", ["rouse-exec/build.sh", "aarch64"]));
  rmSync(folder, { recursive: true, force: true });
  for (const [arch, build] of Object.entries(builds)) {
    place(`${arch}/rouse-exec`, (target) => {
      copyFileSync(join(root, build), target);
      chmodSync(target, 0o755);
    });
  }
  for (const [shell, file] of Object.entries(shells)) {
    const script = execFileSync("node", [join(root, "dist/cli/main.js"), "completion", shell]);
    place(`completions/${file}`, (target) => writeFileSync(target, script));
  }
  const hashes = Object.keys(builds).map((arch) => hashLine(`${arch}/rouse-exec`));
  place("SHA256SUMS", (target) => writeFileSync(target, hashes.join("")));
}

requireTools();
if (!process.argv.includes("--check")) make();
