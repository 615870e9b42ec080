import { describe, expect, test } from "vitest";
import { formatTable } from "../../src/cli/output/table.js";
import { widthOf } from "../../src/cli/output/text-width.js";

const columns = [
  { title: "NAME", cell: ({ name }: Row) => name },
  { title: "N", cell: ({ count }: Row) => count?.toString(), isNumber: true },
  { title: "WHERE", cell: ({ where }: Row) => where, atLeast: 6 },
  { title: "WHY", cell: ({ why }: Row) => why, atLeast: 5 },
];

interface Row {
  name: string;
  count?: number;
  where: string;
  why: string;
}

const rows: Row[] = [
  { name: "web", count: 12, where: "127.0.0.1:8080", why: "no connection for 0:12" },
  { name: "köln", where: "/run/a", why: "日本語\u001b" },
];

describe("a table", () => {
  test("has columns as wide as what is in them, numbers to the right, and - for nothing", () => {
    expect(formatTable(columns, rows)).toBe(
      "NAME   N  WHERE           WHY\n" +
        "web   12  127.0.0.1:8080  no connection for 0:12\n" +
        "köln   -  /run/a          日本語\\u{1b}\n",
    );
  });

  test("fits a terminal: the last column gives first, none below what it needs", () => {
    expect(formatTable(columns, rows, 36).split("\n")).toEqual([
      "NAME   N  WHERE           WHY",
      "web   12  127.0.0.1:8080  no connec…",
      "köln   -  /run/a          日本語\\u{…",
      "",
    ]);
    expect(formatTable(columns, rows, 27).split("\n")[1]).toBe("web   12  127.0.0.1…  no c…");
    expect(formatTable(columns, rows, 1).split("\n")[1]).toBe("web   12  127.0…  no c…");
    for (let width = 23; width < 60; width++) {
      const lines = formatTable(columns, rows, width).trimEnd().split("\n");
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    }
  });

  test("leaves out what may go before others get less than they want", () => {
    const some = columns.map((column) => {
      if (column.title === "N") return { ...column, mayGo: true };
      return column.title === "WHY" ? { ...column, wants: 9 } : column;
    });
    expect(formatTable(some, rows, 35).split("\n")[1]).toBe("web   12  127.0.0.1:8080  no conne…");
    expect(formatTable(some, rows, 34).split("\n").slice(0, 2)).toEqual([
      "NAME  WHERE           WHY",
      "web   127.0.0.1:8080  no connecti…",
    ]);
  });

  test("counts places, not characters", () => {
    expect(["", "ab", "é", "e\u0301", "日本", "🦆"].map(widthOf)).toEqual([0, 2, 1, 1, 4, 2]);
  });
});
