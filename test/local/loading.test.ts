import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";

const dist = join(root, "dist");

/** Returns the built file and all that its `import` statements load; what it loads by `import()` is not counted. */
function loadedWith(file: string, seen = new Map<string, string>()): Map<string, string> {
  const text = readFileSync(file, "utf8");
  seen.set(file, text);
  const statics = text.matchAll(/(?:\bfrom|\bimport)\s*["']([^"']+)["']/g);
  for (const [, specifier = ""] of statics) {
    const next = resolve(file, "..", specifier);
    if (specifier.startsWith(".") && !seen.has(next)) loadedWith(next, seen);
  }
  return seen;
}

const zod = /from ["']zod|\bZodMini|Colin McDonnell/;

test.each(["index.js", "local.js"])(
  "%s does not load zod before there is something to check",
  (name) => {
    const loaded = loadedWith(join(dist, name));
    const withZod = [...loaded].filter(([, text]) => zod.test(text)).map(([file]) => file);
    expect(withZod).toEqual([]);
  },
);

test("the part of zod that is needed is loaded at its first use, and contains the licence", () => {
  const text = [...loadedWith(join(dist, "local.js")).values()].join("\n");
  const [, chunk = ""] = text.match(/import\(["']([^"']*parse-documents[^"']*)["']\)/) ?? [];
  const parts = [...loadedWith(join(dist, chunk)).values()].join("\n");
  expect(parts).toMatch(/Permission is hereby granted/);
  expect(parts).not.toMatch(/from ["']zod/);
});
