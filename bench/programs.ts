import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../test/harness/paths.js";
import { NotMeasured } from "./measure.js";

const built = join(root, "build/bench/programs");
const cFlags = ["-O2", "-static", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE"];
/** Debian keeps servers where not every user looks. */
const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].filter(Boolean);

/** The path of bench/c/NAME.c as a static program. */
export function c(name: string): string {
  return build(`c/${name}.c`, name, (from, to) => ["cc", ...cFlags, "-o", to, from]);
}

/** The path of bench/go/NAME.go as a static program. */
export function go(name: string): string {
  return build(`go/${name}.go`, name, (from, to) => ["go", "build", "-o", to, from]);
}

function build(file: string, name: string, command: (from: string, to: string) => string[]) {
  const source = join(root, "bench", file);
  const target = join(built, name);
  if (existsSync(target) && statSync(target).mtimeMs > statSync(source).mtimeMs) return target;
  const [compiler = "", ...args] = command(source, target);
  mkdirSync(built, { recursive: true });
  const env = { ...process.env, CGO_ENABLED: "0", GO111MODULE: "off" };
  execFileSync(need(compiler), args, { env, stdio: ["ignore", "ignore", "inherit"] });
  return target;
}

/** The path of a program of this machine. */
export function need(name: string): string {
  const path = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (path === undefined) throw new NotMeasured(`${name} is not installed`);
  return path;
}

/** The interpreter itself: what PATH names may be a script that looks for it at every start. */
export function needPython(): string {
  const ask = ["-c", "import sys; print(sys.executable)"];
  return execFileSync(need("python3"), ask, { encoding: "utf8" }).trim();
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") return false;
    throw error;
  }
}
