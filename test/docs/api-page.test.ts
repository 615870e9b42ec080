import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../../src/errors/rouse-error.js";
import * as sdk from "../../src/index.js";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { page } from "./pages.js";

const path = "docs/api.md";
const titles = [...page(path).matchAll(/^### (\w+)$/gm)].map(([, title = ""]) => title);

/** Returns the entry of one export, from its title to the next. */
function entry(name: string): string {
  return (
    page(path).match(new RegExp(`^### ${name}\\n([\\s\\S]*?)(?=^##|$(?![\\s\\S]))`, "m"))?.[1] ?? ""
  );
}

/** Returns the source behind each subpath that the package exports. */
function doors(): string[] {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const types: string[] = Object.values(exports).flatMap((target) => {
    return typeof target === "object" && target && "types" in target ? [String(target.types)] : [];
  });
  const sources = types.map((path) => path.replace("./dist/", "src/").replace(".d.ts", ".ts"));
  return sources.map((path) => readFileSync(join(root, path), "utf8"));
}

/** Returns the names of all exports, including types, which leave nothing behind at run time. */
function exported(): string[] {
  const lists = doors().flatMap((door) => [...door.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]);
  const names = lists.flatMap(([, list = ""]) => list.split(","));
  return names.map((name) => name.trim().replace(/^type |^\w+ as /, "")).filter(Boolean);
}

function sources(folder: string): string {
  const files = readdirSync(join(root, "src", folder));
  return files.map((file) => readFileSync(join(root, "src", folder, file), "utf8")).join("\n");
}

describe(path, () => {
  test("is what `npm run api` writes", async () => {
    const { code, stdout, stderr } = await run([
      process.execPath,
      join(root, "scripts/api.mjs"),
      "--print",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(page(path), "it is stale: run `npm run api`").toBe(stdout);
  });

  test("has every export, and nothing else", () => {
    expect([...titles].sort()).toEqual([...exported()].sort());
    const values = Object.keys(sdk);
    expect(values.filter((name) => !titles.includes(name))).toEqual([]);
    expect(values.length).toBeGreaterThan(30);
  });

  test.each(titles)("says what %s is, in a sentence and in code", (name) => {
    const [prose = "", ...rest] = entry(name).trim().split("\n\n");
    expect(prose).toMatch(/^[^`#].*\.$|^`.*\.$/);
    expect(rest.at(-1)).toMatch(new RegExp(`^\`\`\`ts\n(.* )?${name}\\b`));
    expect(rest.slice(0, -1).join()).toMatch(/^(Throws .*\.)?$/);
  });

  test("names a thrower for every code that listen/ and notify/ throw", () => {
    const code = sources("listen") + sources("notify");
    const thrown = errorCodes.filter((one) => code.includes(`"${one}", {`));
    const rows = page(path).matchAll(/^\| `([A-Z0-9_]+)` \| (.*) \|$/gm);
    const throwers = new Map([...rows].map(([, one = "", by = ""]) => [one, by]));
    expect([...throwers.keys()]).toEqual(errorCodes);
    expect(thrown.filter((one) => !throwers.get(one)?.includes("](#"))).toEqual([]);
    expect(thrown.length).toBeGreaterThan(15);
  });
});
