import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeArchive } from "./archive.mjs";
import { makeBillOfMaterials } from "./bill-of-materials.mjs";
import { makeRouse } from "./debian/rouse.mjs";
import { makeRouseExec } from "./debian/rouse-exec.mjs";
import { makeImage } from "./image.mjs";
import { project } from "./project.mjs";

/**
 * Makes everything that a release consists of in the folder `out`, and SHA256SUMS over it; returns the names. dist/
 * and the executables are built already: `executables` are `{ machine, node, debian, executable }`.
 */
export function makeArtifacts(root, { executables, out, seconds, fetched }) {
  mkdirSync(out, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "rouse-release-"));
  const release = { ...project(root), root, seconds, out, scratch };
  try {
    const npm = packForNpm(release);
    const perMachine = executables.flatMap((one) => [
      makeArchive(release, one),
      makeRouseExec(release, one),
      makeRouse(release, { ...one, packed: npm.files, fetched }),
    ]);
    const forAll = [npm.name, makeImage(release, executables), makeBillOfMaterials(release)];
    const names = [...forAll, ...perMachine].sort();
    writeFileSync(join(out, "SHA256SUMS"), names.map((name) => sumLine(out, name)).join(""));
    return [...names, "SHA256SUMS"];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** npm gives every file in its archive one fixed time. */
function packForNpm({ root, out }) {
  const argv = ["pack", "--json", "--ignore-scripts", "--pack-destination", out];
  const said = execFileSync("npm", argv, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  const [{ filename, files }] = JSON.parse(said);
  return { name: filename, files: files.map(({ path }) => path) };
}

/** As sha256sum(1) prints it. */
function sumLine(out, name) {
  const hash = createHash("sha256")
    .update(readFileSync(join(out, name)))
    .digest("hex");
  return `${hash}  ${name}\n`;
}
