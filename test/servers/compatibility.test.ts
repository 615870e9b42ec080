import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { catalog } from "./catalog.js";
import { rowOf } from "./server.js";
import { shapes } from "./shapes.js";
import { markdown, titles } from "./table.js";
import { versionOf } from "./version.js";

const page = readFileSync(join(root, "docs/compatibility.md"), "utf8");
const version = titles.indexOf("version") + 1;

/** The cells between the bars; what a version is differs from machine to machine. */
function withoutVersion(line: string): string[] {
  const cells = line.split("|").map((cell) => cell.trim());
  return cells.filter((_, column) => column !== version);
}

test("the table has the servers of the matrix, with the shapes that it tries, and no other", () => {
  const lines = page.split("\n").filter((line) => line.startsWith("|"));
  const expected = markdown(catalog.map(rowOf), () => "");
  expect(lines.map(withoutVersion)).toEqual(expected.map(withoutVersion));
});

test("README says how many rows the table has", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toContain(`tested at every change: ${catalog.length} rows`);
});

test("the page shows a file of the catalog as it is", () => {
  const [, shown] = page.match(/^```ts\n([\s\S]*?)^```/m) ?? [];
  const file = join(root, "test/servers/catalog/beanstalkd.ts");
  expect(shown).toBe(readFileSync(file, "utf8"));
});

describe.each(catalog)("$name", (server) => {
  const { shapes: tried, server: name } = rowOf(server);

  test("tells its version", () => {
    expect(versionOf({ server: name, version: server.version })).toMatch(/^\d/);
  });

  test("has a reason for what is not tried, and none for what is", () => {
    const reasons = Object.keys(server.cannot ?? {});
    const untried = shapes.filter((shape) => !tried.includes(shape));
    expect(untried).toEqual(expect.arrayContaining(reasons));
    expect(reasons).toEqual(expect.arrayContaining(untried.filter((shape) => shape !== "UDP")));
  });
});
