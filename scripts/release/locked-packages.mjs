import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns the packages of package-lock.json that the command needs when it runs, with the binaries for one processor
 * as Node names it ("x64"): `{ name, version, integrity, folder }`.
 */
export function lockedPackages(root, cpu) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== "" && !entry.dev && !entry.devOptional && fits(entry, cpu))
    .map(([path, { version, integrity }]) => ({
      ...{ name: path.replace(/^.*node_modules\//, ""), version, integrity },
      folder: join(root, path),
    }));
}

const fits = ({ os = ["linux"], cpu = [] }, wanted) =>
  os.includes("linux") && (cpu.length === 0 || cpu.includes(wanted));

/**
 * Fetches a package of binaries for another processor, which npm has not installed here, and unpacks it below
 * `scratch`. Returns its folder; undefined where node_modules has it.
 * @throws if its hash is not the one in package-lock.json
 */
export function fetchBinaries({ name, version, integrity, folder }, scratch) {
  if (existsSync(folder)) return undefined;
  const unpacked = join(scratch, name.replace("/", "-"));
  if (existsSync(unpacked)) return join(unpacked, "package");
  mkdirSync(unpacked, { recursive: true });
  const argv = ["pack", `${name}@${version}`, "--json", "--pack-destination", unpacked];
  const [{ filename }] = JSON.parse(execFileSync("npm", argv, { stdio: ["ignore", "pipe", 2] }));
  const file = join(unpacked, filename);
  const hash = createHash("sha512").update(readFileSync(file)).digest("base64");
  if (`sha512-${hash}` !== integrity)
    throw new Error(`${name}@${version} came with the hash sha512-${hash}, and not ${integrity}`);
  execFileSync("tar", ["-xzf", file, "-C", unpacked]);
  return join(unpacked, "package");
}
