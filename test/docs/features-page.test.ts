import { describe, expect, test } from "vitest";
import { page } from "./pages.js";

const rows = [...page("docs/features.md").matchAll(/^\| ([^|\s].*?) \| (.*) \|$/gm)].map(
  ([, name = "", cells = ""]) => ({ name, cells: cells.split(" | ") }),
);
const entries = [...page("docs/api.md").matchAll(/^### (\w+)$/gm)].map(([, name = ""]) => name);

describe("docs/features.md", () => {
  test("has every row, and every library in it", () => {
    expect(rows.map(({ cells }) => cells.length)).toEqual(rows.map(() => 12));
    expect(rows.length).toBe(22);
  });

  test.each(rows)("$name: we do it, by what is exported", ({ cells: [ours = ""] }) => {
    const named = [...ours.matchAll(/\[`(\w+)`\]\(api\.md#(\w+)\)/g)];
    expect(ours).toMatch(/^Y\b/);
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = "", anchor] of named) {
      expect(entries).toContain(name);
      expect(anchor).toBe(name.toLowerCase());
    }
  });

  test.each(rows)("$name: each cell says how much", ({ cells }) => {
    const known = /^(Y|p|–|raw|lib|n\/a)\b|^–|^(@types|systemfd|systemd-socket-activate)$/;
    expect(cells.filter((cell) => !known.test(cell))).toEqual([]);
  });
});
