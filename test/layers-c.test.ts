import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./harness/paths.js";

const source = join(root, "rouse-exec");

/** The rows under `rouse-exec/` in "The folders": a folder includes only from those above it. */
const layers = foldersOf(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));

/** They stand above all folders, and fuzz/ may look at everything. */
const top = /^(main\.c|check\.[ch]|fuzz\/.*)$/;

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.[ch]$/.test(file) && !file.startsWith("build/"))
  .map((file) => ({ file, includes: includesOf(readFileSync(join(source, file), "utf8")) }));
const names = new Set(files.map(({ file }) => file));
const edges = files.flatMap(({ file, includes }) => includes.map((target) => ({ file, target })));

function foldersOf(page: string): string[] {
  const [, block = ""] = /^rouse-exec\/ .*\n((?: {2}.*\n)+)/m.exec(page) ?? [];
  return [...block.matchAll(/^ {2}(\w+)\/ /gm)].map(([, folder = ""]) => folder);
}

function includesOf(text: string): string[] {
  const found = text.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm);
  return [...found].map(([, target = ""]) => target);
}

/** Returns the place in the order: headers of no folder come first, main.c and what else stands on top last. */
function layerOf(file: string): number {
  if (top.test(file)) return layers.length;
  return file.includes("/") ? layers.indexOf(file.replace(/\/.*/, "")) : -1;
}

const write = ({ file, target }: { file: string; target: string }) => `${file} includes ${target}`;

/** A module is a .c file with the header of its name. */
const moduleOf = (file: string) => file.replace(/\.[ch]$/, "");

/** Returns the first circle of modules that include each other. */
function findCircle(): string[] | undefined {
  const done = new Set<string>();
  const visit = (module: string, path: string[]): string[] | undefined => {
    if (path.includes(module)) return [...path.slice(path.indexOf(module)), module];
    if (done.has(module)) return undefined;
    for (const { file, target } of edges) {
      if (moduleOf(file) !== module || moduleOf(target) === module) continue;
      const circle = visit(moduleOf(target), [...path, module]);
      if (circle) return circle;
    }
    done.add(module);
    return undefined;
  };
  for (const { file } of files) {
    const circle = visit(moduleOf(file), []);
    if (circle) return circle;
  }
  return undefined;
}

describe("rouse-exec", () => {
  test("has the folders that ARCHITECTURE.md lists, each with files", () => {
    const folders = files.filter(({ file }) => file.includes("/")).map(({ file }) => file);
    expect(new Set(folders.map((file) => file.replace(/\/.*/, "")))).toEqual(new Set(layers));
    expect(layers.at(-1)).toBe("fuzz");
  });

  test("includes from above only", () => {
    const rising = edges.filter(({ file, target }) => layerOf(target) > layerOf(file));
    expect(rising.map(write)).toEqual([]);
    expect(edges.length).toBeGreaterThan(files.length);
  });

  test("includes none of its own files as one of the system", () => {
    const own = files.filter(({ file }) => {
      const text = readFileSync(join(source, file), "utf8");
      return [...text.matchAll(/include[ \t]*<([^>]+)>/g)].some(([, name = ""]) => names.has(name));
    });
    expect(own.map(({ file }) => file)).toEqual([]);
  });

  test("writes an include with its folder, from the top", () => {
    expect(edges.filter(({ target }) => !names.has(target)).map(write)).toEqual([]);
  });

  test("has no two files that include each other, by whatever way", () => {
    expect(findCircle()).toBeUndefined();
  });

  test("includes its own header first", () => {
    const wrong = files.filter(
      ({ file, includes }) =>
        file.endsWith(".c") &&
        names.has(file.replace(/c$/, "h")) &&
        includes[0] !== file.replace(/c$/, "h"),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
