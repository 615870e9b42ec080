import { chmodSync, chownSync, readdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";
import { makeTemporaryFolder } from "../../src/sys/folders/temporary-folder.js";
import { after } from "../harness/after.js";
import { needsRoot } from "../harness/root.js";
import { tempDir } from "../harness/temp.js";
import { setVariable } from "../local/daemons.js";

const { describe, test } = needsRoot();

describe("a folder for temporary files", () => {
  function makeIn(TMPDIR: string): string {
    setVariable("TMPDIR", TMPDIR);
    const folder = makeTemporaryFolder("rouse-test-");
    after(() => rmdirSync(folder));
    return dirname(folder);
  }

  test("is in TMPDIR", () => {
    const own = tempDir();
    expect(makeIn(own)).toBe(own);
  });

  test.each<[string, (folder: string) => void]>([
    ["belongs to another user", (folder) => chownSync(folder, 65_534, 65_534)],
    ["is writable by all, who may exchange it", (folder) => chmodSync(folder, 0o777)],
  ])("is in /tmp where TMPDIR %s", (_, open) => {
    const other = tempDir();
    open(other);
    expect(makeIn(other)).toBe("/tmp");
    expect(readdirSync(other)).toEqual([]);
  });
});
