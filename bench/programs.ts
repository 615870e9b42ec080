import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../test/harness/on-path.js";
import { root } from "../test/harness/paths.js";
import { NotMeasured } from "./measure.js";

const built = join(root, "build/bench/programs");
const cFlags = ["-O2", "-static", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE"];

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
  const path = findProgram(name);
  if (path === undefined) throw new NotMeasured(`${name} is not installed`);
  return path;
}

/** The interpreter itself: what PATH names may be a script that looks for it at every start. */
export function needPython(): string {
  const ask = ["-c", "import sys; print(sys.executable)"];
  return execFileSync(need("python3"), ask, { encoding: "utf8" }).trim();
}
