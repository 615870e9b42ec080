import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns what is wrong with the artifacts in `out`: a sentence for each fault. */
export function checkArtifacts({ out, again, names, executables, version }) {
  return [
    ...checkRepeated(out, again),
    ...checkNpmPackage(join(out, `rouse-${version}.tgz`), executables),
    ...checkDebian(names.filter((name) => name.endsWith(".deb")).map((name) => join(out, name))),
  ];
}

function checkRepeated(out, again) {
  const lines = (folder) => readFileSync(join(folder, "SHA256SUMS"), "utf8").split("\n");
  const second = new Set(lines(again));
  const differing = lines(out).filter((line) => !second.has(line));
  return differing.map((line) => `${line.split("  ")[1]} is another file when it is made again`);
}

function checkNpmPackage(tgz, executables) {
  const unpack = (path) => spawnSync("tar", ["-xzOf", tgz, path], { maxBuffer: 2 ** 26 }).stdout;
  return executables
    .filter(({ machine, executable }) => {
      const packed = unpack(`package/prebuilt/${machine}/rouse-exec`);
      return !packed.equals(readFileSync(executable));
    })
    .map(({ machine }) => `the npm package lacks this rouse-exec for ${machine}`);
}

function checkDebian(files) {
  const argv = ["--allow-root", "--fail-on", "error,warning", ...files];
  const { status, stdout, error } = spawnSync("lintian", argv, { encoding: "utf8" });
  if (error?.code === "ENOENT") return ["lintian is not installed: the packages are not checked"];
  if (error) throw error;
  return status === 0 ? [] : stdout.trim().split("\n");
}
