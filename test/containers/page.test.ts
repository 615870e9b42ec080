import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocks, page as read } from "../docs/pages.js";
import { root } from "../harness/paths.js";
import { exampleFile, page } from "./example.js";

test.each([
  ["dockerfile", ["Containerfile"]],
  ["ini", ["web.socket", "web.container", "web.service"]],
])("the page shows the files of the example as they are: %s", (language, names) => {
  expect(blocks(page, language)).toEqual(names.map(exampleFile));
});

test("the page names every unit of the example", () => {
  const units = readdirSync(join(root, "examples/container")).filter((name) =>
    /\.(socket|service|container)$/.test(name),
  );
  expect(units).toHaveLength(3);
  for (const name of units) expect(read(page)).toContain(`\`${name}\``);
});
