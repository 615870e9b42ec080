import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { program, root } from "./paths.js";

const cache = join(root, "build/programs");

/** The path of test/programs/NAME.c as a program, compiled when it is older than its source. */
export function compileC(name: string): string {
  const options = ["-O1", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-pthread"];
  return compile(`${name}.c`, (source, target) => ["cc", ...options, "-o", target, source]);
}

/** The path of test/programs/go/NAME.go as a static program. */
export function compileGo(name: string): string {
  return compile(`go/${name}.go`, (source, target) => ["go", "build", "-o", target, source]);
}

/** The path of test/programs/NAME.java as a jar. `java NAME.java` would compile it at each start. */
export function compileJava(name: string): string {
  const script = 'javac -d "$0.d" "$1" && jar --create --file "$0" -C "$0.d" . && rm -r "$0.d"';
  return compile(`${name}.java`, (source, target) => ["sh", "-c", script, target, source]);
}

function compile(file: string, command: (source: string, target: string) => string[]): string {
  const source = program(file);
  const compiled = join(cache, basename(file).replace(".", "-"));
  if (existsSync(compiled) && statSync(compiled).mtimeMs > statSync(source).mtimeMs)
    return compiled;
  mkdirSync(cache, { recursive: true });
  // Another test file may want the same program at the same time: each makes its own and renames it.
  const own = `${compiled}.${process.pid}`;
  const [compiler = "", ...args] = command(source, own);
  execFileSync(compiler, args, { env: { ...process.env, CGO_ENABLED: "0", GO111MODULE: "off" } });
  renameSync(own, compiled);
  return compiled;
}
