import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./harness/paths.js";

interface Source {
  /** From `src/`, or from the root for scripts. */
  file: string;
  text: string;
  /** The files of `src/` that it imports, types included. */
  imports: readonly string[];
}

const src = join(root, "src");
const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readSource(file, join(src, file)));
const doors = ["index.ts", "local.ts", "register.ts"];

function readSource(file: string, path: string): Source {
  const text = readFileSync(path, "utf8");
  const imports = specifiersOf(text).flatMap((specifier) => {
    const target = specifier.startsWith(".") ? join(dirname(file), specifier) : undefined;
    return target?.replace(/\.js$/, ".ts") ?? [];
  });
  return { file, text, imports };
}

/** `import … from "x"`, `import "x"`, `import("x")`, `require("x")`, `export … from "x"`. */
function specifiersOf(text: string): string[] {
  const found = withoutComments(text).matchAll(
    /(?:\bfrom|\bimport|\brequire\b[^"'`;]*)\s*\(?\s*["'`]([^"'`]+)["'`]/g,
  );
  return [...found].map(([, specifier = ""]) => specifier);
}

/** Good enough for imports: what begins with `//` or `/*` within a string is cut off, too. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, "");
}

/** The folders of `src/` in the order in which ARCHITECTURE.md lists them under "The folders". */
function declaredOrder(): string[] {
  const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const [, block = ""] = /^src\/\n((?: {2}.*\n)+)/m.exec(page) ?? [];
  return [...block.matchAll(/^ {2}([a-z-]+)\/ /gm)].map(([, folder = ""]) => folder);
}

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}

/** The first circle that is found from each node that is on one, as `a → b → a`. */
function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, way: readonly string[]): void => {
    if (way.includes(node)) circles.push([...way.slice(way.indexOf(node)), node].join(" → "));
    if (way.includes(node) || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}

function graphOf(edges: readonly (readonly [from: string, to: string])[]) {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

const edges = sources.flatMap(({ file, imports }) => imports.map((to) => [file, to] as const));

/** What stands in a folder, its subfolders as one each, and which imports which. */
function roomsIn(folder: string) {
  const inside = edges.filter((edge) => edge.every((file) => file.startsWith(folder)));
  const roomOf = (file: string) => file.slice(folder.length).replace(/\/.*/, "/");
  const between = inside.map(([from, to]) => [roomOf(from), roomOf(to)] as const);
  return graphOf(between.filter(([from, to]) => from !== to));
}

/** Files that match, except those where it is allowed. */
function offenders(pattern: RegExp, allowed: RegExp): string[] {
  return sources
    .filter(({ file, text }) => pattern.test(text) && !allowed.test(file))
    .map(({ file }) => file);
}

describe("src", () => {
  const order = declaredOrder();

  test("has the folders that ARCHITECTURE.md lists, and no others", () => {
    const folders = new Set(sources.map(({ file }) => folderOf(file)).filter(Boolean));
    expect([...folders].toSorted()).toEqual(order.toSorted());
    expect(sources.map(({ file }) => file).filter((file) => folderOf(file) === "")).toEqual(doors);
  });

  test("imports from the folders above only", () => {
    const level = (file: string) => order.indexOf(folderOf(file));
    const rising = edges.filter(
      ([from, to]) => !doors.includes(from) && (level(to) > level(from) || doors.includes(to)),
    );
    expect(rising.map(([from, to]) => `${from} imports ${to}`)).toEqual([]);
  });

  test("imports in no circle, types included", () => {
    expect(circlesOf(graphOf(edges))).toEqual([]);
  });

  test("imports in no circle between the subfolders of a folder", () => {
    const folders = sources.flatMap(({ file }) => {
      const parts = dirname(file).split("/");
      return parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`);
    });
    const circles = [...new Set(folders)].flatMap((folder) =>
      circlesOf(roomsIn(folder)).map((circle) => `${folder}: ${circle}`),
    );
    expect(circles).toEqual([]);
  });

  test("imports what exists, and is seen to import", () => {
    const known = new Set(sources.map(({ file }) => file));
    expect(edges.filter(([, to]) => !known.has(to))).toEqual([]);
    expect(edges.length).toBeGreaterThan(sources.length);
  });

  test("exports only what another file of the program imports", () => {
    const scripts = readdirSync(join(root, "scripts"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".mjs"))
      .map((file) => readFileSync(join(root, "scripts", file), "utf8"));
    const unused = sources.flatMap(({ file, text }) => {
      if (doors.includes(file)) return [];
      const importers = [
        ...sources.filter(({ imports }) => imports.includes(file)).map((one) => one.text),
        ...scripts.filter((script) => script.includes(`src/${file.replace(/\.ts$/, ".js")}`)),
      ];
      return exportsOf(text)
        .filter((name) => !importers.some((one) => new RegExp(`\\b${name}\\b`).test(one)))
        .map((name) => `${file} exports ${name}`);
    });
    expect(unused).toEqual([]);
  });

  test("calls libc through koffi in sys only", () => {
    const callers = sources.filter(({ text }) =>
      specifiersOf(text).some((specifier) => /^koffi\b/.test(specifier)),
    );
    expect(callers.map(({ file }) => folderOf(file))).toEqual(["sys"]);
  });

  test("reads the command line with commander in cli only", () => {
    expect(offenders(/["']commander["']/, /^cli\//)).toEqual([]);
  });

  test("ends the process in cli/main.ts only", () => {
    const ends =
      /process\s*(\.\s*|\[\s*["'`])(exit\b|exitCode|abort|reallyExit)|\{[^}]*\b(exit|abort)\b[^}]*\}\s*=\s*process\b/;
    expect(offenders(ends, /^cli\/main\.ts$/)).toEqual([]);
    const main = sources.find(({ file }) => file === "cli/main.ts");
    expect(main?.text.match(/process\.exit\b/g)).toHaveLength(1);
  });

  test("touches no standard stream of Node, which would set O_NONBLOCK on it", () => {
    const streams = /process\.std(in|out|err)\b|console\.|from "(node:)?(process|console)"/;
    const code = sources.map(({ file, text }) => ({
      file,
      text: withoutComments(text),
    }));
    expect(code.filter(({ text }) => streams.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test("has a public door that only re-exports", () => {
    const index = sources.find(({ file }) => file === "index.ts");
    const rest = index?.text.replace(/export (type )?\{[^}]*\} from "[^"]+";/g, "");
    expect(rest?.trim()).toBe("");
  });
});

function exportsOf(text: string): string[] {
  const declared = text.matchAll(
    /^export (?:declare )?(?:async )?(?:function\*?|const|let|class|type|interface|enum) (\w+)/gm,
  );
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\};/gm)].flatMap(([, list = ""]) =>
    list.split(",").flatMap((name) => name.trim().split(" as ").at(-1)?.trim() || []),
  );
  return [...[...declared].map(([, name = ""]) => name), ...listed];
}
