import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stageFiles } from "../packed-files.mjs";

/**
 * Makes NAME_VERSION_ARCH.deb by dpkg-deb alone, and returns its name. `fields` are those of deb-control(5) that only
 * this package has; `scripts` are its maintainer scripts, by name.
 */
export function buildPackage(release, { name, debian, fields, files, scripts = {} }) {
  const { version, seconds, out, scratch } = release;
  const folder = join(scratch, `${name}_${debian}`);
  mkdirSync(folder, { recursive: true });
  stageFiles(folder, files, seconds);
  const sums = checksums(folder);
  const control = {
    ...{ Package: name, Source: "rouse", Version: debianVersion(version), Architecture: debian },
    ...{ Maintainer: release.maintainer, "Installed-Size": sums.kilobytes },
    ...{ Section: "net", Priority: "optional", Homepage: release.homepage },
    ...fields,
  };
  const lines = Object.entries(control).map(([field, value]) => `${field}: ${value}\n`);
  const inControl = [
    { path: "DEBIAN/control", content: lines.join("") },
    { path: "DEBIAN/md5sums", content: sums.text },
    ...Object.entries(scripts).map(([script, content]) => ({
      ...{ path: `DEBIAN/${script}`, content, mode: 0o755 },
    })),
  ];
  stageFiles(folder, inControl, seconds);
  const file = `${name}_${debianVersion(version)}_${debian}.deb`;
  // xz makes other bytes with other numbers of threads.
  const argv = ["--root-owner-group", "-Zxz", "--threads-max=1", "--build", folder];
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(seconds) };
  execFileSync("dpkg-deb", [...argv, join(out, file)], { env, stdio: ["ignore", "ignore", 2] });
  return file;
}

/** 0.2.0-rc.1 comes before 0.2.0: deb-version(7) says so with a tilde, and takes a hyphen for something else. */
export function debianVersion(version) {
  return version.replace("-", "~");
}

function checksums(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const contents = paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]);
  const md5 = (bytes) => createHash("md5").update(bytes).digest("hex");
  const blocks = contents.map(([, bytes]) => Math.ceil(bytes.length / 1024));
  return {
    text: contents.map(([path, bytes]) => `${md5(bytes)}  ${path}\n`).join(""),
    // deb-substvars(5): everything that is no file counts as one.
    kilobytes: blocks.reduce((sum, size) => sum + size, entries.length - files.length),
  };
}
