import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./harness/paths.js";

/** DESIGN: a folder imports only from folders above it. */
const layers = [
  ...["errors", "time", "sys", "address", "listen", "notify", "idle", "register", "local"],
  ...["rouse-exec", "exec", "units", "definition", "engines", "services"],
  ...["convert", "probe", "podman", "doctor", "hosts", "daemon", "cli"],
];

const src = join(root, "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join(src, file), "utf8") }));

/** `import … from "x"`, `import "x"`, `import("x")`, `require("x")`, `export … from "x"`. */
function importsOf(text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport|\brequire\b[^"'`;]*)\s*\(?\s*["']([^"']+)["']/g);
  return [...found].map(([, specifier = ""]) => specifier);
}

function layerOf(file: string): string {
  return file.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

/** Files that match, except those where it is allowed. */
function offenders(pattern: RegExp, allowed: RegExp): string[] {
  return files
    .filter(({ file, text }) => pattern.test(text) && !allowed.test(file))
    .map(({ file }) => file);
}

describe("src", () => {
  test("has only folders that are in the list", () => {
    const others = files
      .map(({ file }) => layerOf(file))
      .filter((layer) => !layers.includes(layer));
    expect(new Set(others)).toEqual(new Set(["index"]));
  });

  test("imports from above only", () => {
    const rising = files.flatMap(({ file, text }) => {
      if (file === "index.ts") return [];
      const own = layers.indexOf(layerOf(file));
      return importsOf(text)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => relative(src, join(src, dirname(file), specifier)))
        .filter((target) => layers.indexOf(layerOf(target.replace(/\.js$/, ""))) > own)
        .map((target) => `${file} imports ${target}`);
    });
    expect(rising).toEqual([]);
  });

  test("imports what exists, and is seen to import", () => {
    const relativeOnes = files.flatMap(({ file, text }) =>
      importsOf(text)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => join(dirname(file), specifier.replace(/\.js$/, ".ts"))),
    );
    const known = new Set(files.map(({ file }) => file));
    expect(relativeOnes.filter((target) => !known.has(target))).toEqual([]);
    expect(relativeOnes.length).toBeGreaterThan(files.length);
  });

  test("calls libc through koffi in sys only", () => {
    const koffi = files.filter(({ text }) => importsOf(text).some((name) => /^koffi\b/.test(name)));
    expect(koffi.map(({ file }) => layerOf(file))).toEqual(["sys"]);
  });

  test("reads the command line with commander in cli only", () => {
    expect(offenders(/["']commander["']/, /^cli\//)).toEqual([]);
  });

  test("ends the process in cli/main.ts only", () => {
    expect(
      offenders(/process\s*\.\s*(exit\b|exitCode|abort|reallyExit)/, /^cli\/main\.ts$/),
    ).toEqual([]);
    const main = files.find(({ file }) => file === "cli/main.ts");
    expect(main?.text.match(/process\.exit\b/g)).toHaveLength(1);
  });

  test("touches no standard stream of Node, which would set O_NONBLOCK on it", () => {
    const streams = /process\.std(in|out|err)\b|console\.|from "node:(process|console)"/;
    const code = files.map(({ file, text }) => ({
      file,
      text: text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""),
    }));
    expect(code.filter(({ text }) => streams.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test("has a public door that only re-exports", () => {
    const index = files.find(({ file }) => file === "index.ts");
    const rest = index?.text.replace(/export (type )?\{[^}]*\} from "[^"]+";/g, "");
    expect(rest?.trim()).toBe("");
  });
});
