import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { openTempDir } from "../harness/temp.js";
import type { Passed } from "./calls.js";

/** A folder with a/, a/deep/ and b/; `link` leads to a, `rooted` to /a; the passed path is a/s. */
export function makeTree(): { folder: string; path: string; passed: Passed[] } {
  const folder = openTempDir();
  for (const name of ["a", "b", "a/deep"]) mkdirSync(join(folder, name));
  symlinkSync("a", join(folder, "link"));
  symlinkSync("/a", join(folder, "rooted"));
  const path = join(folder, "a/s");
  return { folder, path, passed: [{ kind: "unix", address: path, mode: 0o600 }] };
}
