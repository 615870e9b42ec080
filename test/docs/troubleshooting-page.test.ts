import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { page } from "./pages.js";
import { filesBelow } from "./tree.js";

const path = "docs/troubleshooting.md";

/** Returns the lines of Rouse that the page shows in the first columns of its tables. */
function shownLines(): string[] {
  const [, ...tables] = page(path).split("\n| the line |");
  const rows = tables.flatMap((table) => table.replace(/\n\n[\s\S]*/, "").split("\n"));
  const cells = rows.map((row) => /^\| (`.*?) \|/.exec(row)?.[1] ?? "");
  const spans = cells.flatMap((cell) => cell.match(/`[^`]+`/g) ?? []);
  return spans.map((span) => span.slice(1, -1)).filter((text) => !text.startsWith("rouse "));
}

/** Returns the sources, in which a message that is written on several lines stands on one. */
function sources(): string {
  const files = ["src", "rouse-exec"].flatMap(filesBelow).filter((file) => /\.(ts|c)$/.test(file));
  const texts = files.map((file) => readFileSync(join(root, file), "utf8"));
  return texts.join("\n").replace(/["`](?: \+)?\n\s*["`]/g, "");
}

/** Returns a pattern in which `…` stands for what a message fills in. */
function asPattern(line: string): RegExp {
  const parts = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join("[^\\n]{0,100}?"));
}

test(`every line that ${path} shows is a message of Rouse`, () => {
  const text = sources();
  const shown = shownLines();
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((line) => !asPattern(line).test(text))).toEqual([]);
});
