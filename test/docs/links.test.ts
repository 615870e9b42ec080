import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { anchors } from "./anchors.js";
import { deadLinks } from "./links.js";
import { page, pages } from "./pages.js";
import { filesBelow, isInTree } from "./tree.js";

const folders = [
  "bench",
  "demo",
  "docs",
  "examples",
  "packaging",
  "rouse-exec",
  "scripts",
  "src",
  "test",
];

/** What pages may name although the tree does not have it, and why. */
const exceptions: [pattern: RegExp, reason: string][] = [
  [/^rouse-exec\/build\//, "rouse-exec/build.sh makes it"],
];

/** Returns the paths from the root that a text names, in prose or in code, with `*` for its placeholder NAME. */
function pathsIn(text: string): string[] {
  const named = text.matchAll(
    new RegExp(`(?<![\\w./@~$}-])(?:\\./)?((?:${folders.join("|")})/[\\w.@*/-]*[\\w*/])`, "g"),
  );
  return [...named].map(([, path = ""]) => path.replaceAll("NAME", "*"));
}

/** Returns the sources that a page names without the folder at the root: `life/dispatch.c`, but not `sys/socket.h`. */
function sourcesIn(text: string): string[] {
  const named = text.matchAll(
    /(?<![\w./@~$}*-])(?!(?:sys|linux)\/\w+\.h\b)((?:[\w-]+\/)+[\w-]+\.(?:ts|[ch]))\b/g,
  );
  return [...named].map(([, path = ""]) => path.replaceAll("NAME", "*"));
}

const sources = [...folders, ".ci"].flatMap(filesBelow);

function isEndOfSource(path: string): boolean {
  const end = new RegExp(`(^|/)${path.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
  return sources.some((source) => end.test(source));
}

/** Returns the scripts of package.json that a text names: `npm run NAME`. */
function scriptsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm run ([\w-]+)/g)].map(([, name = ""]) => name);
}

const scripts = Object.keys(JSON.parse(page("package.json")).scripts);

describe.each(pages)("%s", (path) => {
  test("has links that lead somewhere", () => {
    expect(deadLinks(path, { has: isInTree, text: page })).toEqual([]);
  });

  test("names paths that the tree has", () => {
    const dead = pathsIn(page(path)).filter(
      (named) => !isInTree(named) && !exceptions.some(([pattern]) => pattern.test(named)),
    );
    expect(dead).toEqual([]);
  });

  test("names sources that the tree has", () => {
    expect(sourcesIn(page(path)).filter((named) => !isEndOfSource(named))).toEqual([]);
  });

  test("names scripts that package.json has", () => {
    expect(scriptsIn(page(path)).filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

test("every exception is needed by a page", () => {
  const named = pages.flatMap((path) => pathsIn(page(path)));
  const idle = exceptions.filter(([pattern]) => !named.some((path) => pattern.test(path)));
  expect(idle).toEqual([]);
});

test("every page that a source, a test or a script names is in the tree", () => {
  const dead = sources.flatMap((path) => {
    const text = readFileSync(join(root, path), "utf8").replace(/https?:\/\/\S+/g, "");
    const named = text.match(/(?<![\w$%}*.-])\w[\w./-]*\.md\b/g);
    // scripts/api.mjs writes links that are relative to docs/.
    const places = (name: string) => [name, join(dirname(path), name), join("docs", name)];
    const missing = (named ?? []).filter((name) => !places(name).some(isInTree));
    return missing.map((name) => `${path}: ${name}`);
  });
  expect(dead).toEqual([]);
});

test("anchors are those of GitHub", () => {
  const titles = ["# `rouse-exec --check`: what, when?", "## A [link](x.html) in it", "## Twice"];
  const fenced = "```ini\n# a comment\n```";
  expect(anchors([...titles, fenced, "## Twice", "### Grüße_1 – end"].join("\n"))).toEqual([
    "rouse-exec---check-what-when",
    "a-link-in-it",
    "twice",
    "twice-1",
    "grüße_1--end",
  ]);
});
