import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { page, pages } from "./pages.js";

/** As GitHub makes them: lower case, spaces to dashes, other punctuation gone. */
function anchors(text: string): string[] {
  const titles = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase());
  return titles.map((title) => title.replace(/[^\w\- ]/g, "").replaceAll(" ", "-"));
}

test.each(pages)("every link of %s leads somewhere", (path) => {
  const links = [...page(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  for (const link of links.filter((link) => !/^https?:/.test(link))) {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(dirname(path), file);
    expect(existsSync(join(root, target)), `${path}: ${link}`).toBe(true);
    if (anchor !== undefined) expect(anchors(page(target)), `${path}: ${link}`).toContain(anchor);
  }
});
