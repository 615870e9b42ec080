import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { removeOwnNames } from "../../src/sys/folders/remove-own-names.js";
import { tempDir } from "../harness/temp.js";

/** The folder of a report, and a file of somebody else beside it. */
function setUp(): { folder: string; victim: string } {
  const parent = tempDir();
  const folder = join(parent, "web");
  const victim = join(parent, "victim");
  mkdirSync(folder);
  mkdirSync(victim);
  writeFileSync(join(victim, "report.json"), "kept");
  return { folder, victim };
}

const ours = /^report\.json(\.[0-9a-f]+\.new)?$/;
const isKept = (victim: string) => readFileSync(join(victim, "report.json"), "utf8") === "kept";

describe("a folder from which only our own names are removed", () => {
  test("goes with the report and the one that was being written", () => {
    const { folder } = setUp();
    for (const name of ["report.json", "report.json.17.new", "report.json.0123456789abcdef.new"])
      writeFileSync(join(folder, name), "{}");
    removeOwnNames(folder, ours);
    expect(existsSync(folder)).toBe(false);
  });

  test("may be missing", () => {
    const { folder } = setUp();
    expect(() => removeOwnNames(join(folder, "none"), ours)).not.toThrow();
  });

  test("keeps the folders and files that the program made, and what is in them", () => {
    const { folder } = setUp();
    mkdirSync(join(folder, "cache"));
    writeFileSync(join(folder, "cache", "entry"), "kept");
    writeFileSync(join(folder, "report.json"), "{}");
    removeOwnNames(folder, ours);
    expect(readdirSync(folder, { recursive: true })).toEqual(["cache", "cache/entry"]);
  });

  test("is not followed when it is a link", () => {
    const { folder, victim } = setUp();
    const link = `${folder}-link`;
    symlinkSync(victim, link);
    removeOwnNames(link, ours);
    expect(() => lstatSync(link)).toThrow(/ENOENT/);
    expect(isKept(victim)).toBe(true);
  });

  test("loses a report that is a link, and not the file behind it", () => {
    const { folder, victim } = setUp();
    symlinkSync(join(victim, "report.json"), join(folder, "report.json"));
    removeOwnNames(folder, ours);
    expect([existsSync(folder), isKept(victim)]).toEqual([false, true]);
  });

  test("keeps a folder that has the name of the report", () => {
    const { folder, victim } = setUp();
    mkdirSync(join(folder, "report.json"));
    symlinkSync(victim, join(folder, "report.json.17.new"));
    removeOwnNames(folder, ours);
    expect(readdirSync(folder)).toEqual(["report.json"]);
    expect(isKept(victim)).toBe(true);
  });
});
