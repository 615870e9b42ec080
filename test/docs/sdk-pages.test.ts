import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { carriers, rows } from "../../src/notify/assignment-table.js";
import { files, text } from "../examples/example.js";
import { units } from "../examples/units.js";
import { root } from "../harness/paths.js";
import { page, pages } from "./pages.js";

const docs = pages.filter((path) => path.startsWith("docs/"));
const examples = [...files, "typescript/server.ts", "typescript/tsconfig.json"];

/** Returns the blocks below a link to a file such as "[`web.socket`](../examples/sdk/web.socket):". */
function shown(path: string): { name: string; block: string }[] {
  const found = page(path).matchAll(
    /\(\.\.\/examples\/sdk\/([^)]+)\):\n\n```\w+\n([\s\S]*?)^```/gm,
  );
  return [...found].map(([, name = "", block = ""]) => ({ name, block }));
}

/** Whether the page has a test of its own, which runs the examples that stand in the page itself. */
function hasOwnTest(path: string): boolean {
  return existsSync(join(root, "test/docs", `${basename(path, ".md")}-page.test.ts`));
}

describe("the examples of the SDK", () => {
  const all = docs.flatMap(shown);

  test.each(all)("$name is shown as it is", ({ name, block }) => {
    expect(block).toBe(text(name));
  });

  test("are all examples that import rouse, except on pages with a test of their own", () => {
    const importing = docs
      .filter((path) => !hasOwnTest(path))
      .flatMap((path) => [...page(path).matchAll(/from "rouse";$/gm)]);
    const inExamples = all.filter(({ block }) => block.includes('from "rouse"'));
    expect(importing.length).toBe(inExamples.length);
    expect(inExamples.length).toBeGreaterThan(10);
  });

  test.each(examples)("a page links to %s", (name) => {
    const link = `(../examples/sdk/${name})`;
    expect(docs.filter((path) => page(path).includes(link))).not.toEqual([]);
  });

  test.each(examples.filter((name) => !units.includes(name)))("%s is run by a test", (name) => {
    const tests = join(root, "test/examples");
    const sources = readdirSync(tests).map((file) => readFileSync(join(tests, file), "utf8"));
    expect(sources.filter((source) => source.includes(`"${name}"`))).not.toEqual([]);
  });
});

describe("docs/README.md", () => {
  const index = page("docs/README.md");

  test.each(docs.filter((path) => path !== "docs/README.md"))("asks what %s answers", (path) => {
    const [, name = ""] = path.split("/");
    const [, title = ""] = page(path).match(/^# (.*)$/m) ?? [];
    expect(index.split("\n")).toContain(`- [${name}](${name}): ${title}`);
  });
});

test("the table of docs/messages.md has every key of notify, and no other", () => {
  const [, table = ""] = page("docs/messages.md").split("| key |");
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([a-z]\w+)/gi)].map(([, key]) => key),
  );
  expect(new Set(named)).toEqual(
    new Set([...Object.keys(rows), ...Object.keys(carriers), "fdPoll", "X_"]),
  );
});
