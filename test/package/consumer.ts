import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import { hasProgram } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export interface Packed {
  /** Bytes of the tarball, and of what is in it. */
  size: number;
  unpackedSize: number;
  files: string[];
  /** The tarball itself. */
  tarball: string;
  /** Where it is unpacked. */
  folder: string;
}

const compilers = ["musl-gcc", "aarch64-linux-gnu-gcc"];
const armMusl = "/usr/lib/aarch64-linux-musl/musl-gcc.specs";

/** Why this machine cannot build both rouse-exec. */
export const obstacles = [
  ...compilers.filter((name) => !hasProgram(name)).map((name) => `${name} is not installed`),
  ...(existsSync(armMusl) ? [] : ["musl-dev:arm64 is not installed"]),
];

/** What `npm publish` would publish, unpacked; with an obstacle, all of it but prebuilt/. */
export function packWhole(): Packed {
  if (obstacles.length === 0) execFileSync(process.execPath, [prebuild]);
  return packPackage();
}

/** The same with prebuilt/ as it is, or without. */
export function packPackage(): Packed {
  const folder = tempDir();
  const argv = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const told = execFileSync("npm", argv, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  const [{ filename, size, unpackedSize, files }] = JSON.parse(told.toString());
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", folder]);
  const paths = files.map(({ path }: { path: string }) => path);
  const tarball = join(folder, filename);
  return { size, unpackedSize, files: paths, tarball, folder: join(folder, "package") };
}

const prebuild = join(root, "scripts/prebuild.mjs");

/** A project with the package among its node_modules, and what the package depends on. */
export function makeConsumer({ folder }: Packed): string {
  const project = tempDir();
  const modules = join(project, "node_modules");
  mkdirSync(modules);
  renameSync(folder, join(modules, "rouse"));
  for (const name of ["koffi", "@koromix", "commander", "zod", "@types", "undici-types"])
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  for (const file of readdirSync(join(root, "test/types")))
    cpSync(join(root, "test/types", file), join(project, file));
  writeFileSync(join(project, "package.json"), `{ "type": "module" }`);
  return project;
}

const strict = {
  target: "es2022",
  lib: ["es2023"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

/** What tsc of this checkout says about the project with these settings; nothing when it compiles. */
export async function compile(project: string, settings: object, files: readonly string[]) {
  const config = { compilerOptions: { ...strict, ...settings }, files };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/.bin/tsc");
  const options = { cwd: project, deadlineMs: 60_000 };
  const { code, stdout } = await run([tsc, "-p", "tsconfig.json", "--pretty", "false"], options);
  return code === 0 && stdout === "" ? "" : stdout || `tsc ended with ${code}`;
}
