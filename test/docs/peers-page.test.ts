import { describe, expect, test } from "vitest";
import { page } from "./pages.js";

/** Returns the rows of the page's table of tools, each as its cells by the title of their column. */
function tools(path: string): Record<string, string>[] {
  const [, table = ""] = page(path).match(/^(\| \| starts the server \|.*\n(?:\|.*\n)+)/m) ?? [];
  const [titles = [], , ...rows] = table.trimEnd().split("\n").map(cells);
  return rows.map((row) =>
    Object.fromEntries(titles.map((title, i) => [title || "tool", row[i] ?? ""])),
  );
}

function cells(line: string): string[] {
  const between = line.split("|").slice(1, -1);
  return between.map((cell) => cell.trim());
}

/** Whether a text begins with a cell, and not in the middle of a word. */
function begins(cell: string, text: string | undefined): boolean {
  const next = text?.charAt(cell.length) ?? "";
  return cell !== "" && text?.startsWith(cell) === true && !/[\w-]/.test(next);
}

const sourced = tools("docs/peers.md");

describe("the table of README.md", () => {
  const summary = tools("README.md");

  test("has the tools of docs/peers.md, in its order", () => {
    expect(summary.map(({ tool }) => tool)).toEqual(sourced.map(({ tool }) => tool));
    expect(summary.length).toBe(10);
  });

  test.each(summary)("$tool: each cell begins the cell of docs/peers.md", ({ tool, ...row }) => {
    const whole = sourced.find((other) => other.tool === tool);
    const titles = ["starts the server", "stops it again", "between client and server"];
    expect(Object.keys(row)).toEqual(titles);
    const others = Object.entries(row).filter(([title, cell]) => !begins(cell, whole?.[title]));
    expect(others.map(([title, cell]) => ({ title, cell, whole: whole?.[title] }))).toEqual([]);
  });
});

describe("the table of docs/peers.md", () => {
  test.each(sourced)("$tool has a cell in each column, and a link to its source", (row) => {
    expect(Object.values(row).filter((cell) => !cell)).toEqual([]);
    expect(row.source).toMatch(/^\[[^\]]+\]\((https:\/\/|\.\.\/)[^)]+\)$/);
  });
});
