import { describe, expect, test } from "vitest";
import { formatTable } from "../../src/cli/output/table.js";
import { widthOf } from "../../src/cli/output/text-width.js";

interface Row {
  name: string;
  count: number;
  why: string;
}

const columns = [
  { title: "NAME", cell: ({ name }: Row) => name },
  { title: "N", cell: ({ count }: Row) => String(count), isNumber: true, mayGo: true },
  { title: "WHY", cell: ({ why }: Row) => why, isWrapped: true, atLeast: 5, wants: 12 },
];

const rows: Row[] = [
  { name: "web", count: 2, why: "it listens on 9090: write --map=9090=web" },
  { name: "db", count: 0, why: "no client" },
];

describe("a wrapped column", () => {
  test("is one line where nothing has to fit", () => {
    expect(formatTable(columns, rows)).toBe(
      "NAME  N  WHY\nweb   2  it listens on 9090: write --map=9090=web\ndb    0  no client\n",
    );
  });

  test("continues below its title, as wide as there is room", () => {
    expect(formatTable(columns, rows, 30)).toBe(
      "NAME  N  WHY\n" +
        "web   2  it listens on 9090:\n" +
        "         write --map=9090=web\n" +
        "db    0  no client\n",
    );
  });

  test("stands below its line where its longest word has no room, and numbers come back", () => {
    expect(formatTable(columns, rows, 19)).toBe(
      "NAME  N\n" +
        "web   2\n" +
        "  it listens on\n" +
        "  9090: write\n" +
        "  --map=9090=web\n" +
        "db    0\n" +
        "  no client\n",
    );
  });

  test("loses no word at any width, and only a word is wider than the terminal", () => {
    const words = (text: string) => text.split(/\s+/).filter(Boolean).sort();
    for (let width = 1; width < 60; width++) {
      const shown = formatTable(columns, rows, width);
      for (const { name, why } of rows) {
        expect(words(shown)).toEqual(expect.arrayContaining(words(`${name} ${why}`)));
      }
      const wide = shown.split("\n").filter((line) => widthOf(line) > Math.max(width, 8));
      expect(wide.filter((line) => line.trim().includes(" "))).toEqual([]);
    }
  });
});
