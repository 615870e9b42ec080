import { existsSync, readdirSync, readFileSync } from "node:fs";
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
 * Returns the text of the licence of a package. A package of binaries has none of its own: its licence is that of the
 * package that lists it among its optionalDependencies.
 */
export function licenceOf(one, packages) {
  const text = ownLicence(one.folder);
  if (text !== undefined) return text;
  const parent = packages.find(
    ({ folder }) => one.name in (manifestOf(folder).optionalDependencies ?? {}),
  );
  const inherited = parent && ownLicence(parent.folder);
  if (inherited !== undefined) return inherited;
  throw new Error(
    `${one.name} has no licence file, and no package beside it that lists it has one`,
  );
}

function ownLicence(folder) {
  if (!existsSync(folder)) return undefined;
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name));
  return file && readFileSync(join(folder, file), "utf8").trim();
}

const manifestOf = (folder) =>
  existsSync(folder) ? JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) : {};
