import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findFlaw } from "../../src/doctor/rouse-exec-flaw.js";
import { laterVersion, version } from "../harness/other-rouse-exec.js";
import { tempDir } from "../harness/temp.js";

let home: string;
beforeEach(() => {
  home = tempDir();
  vi.stubEnv("HOME", home);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

/** Whoever makes units now would have them name this one. */
function install(installed: string): void {
  const script = `#!/bin/sh\necho rouse-exec ${installed}\n`;
  vi.stubEnv("ROUSE_EXEC_PATH", write(join(home, "bin/rouse-exec"), script));
}

describe("a copy of rouse-exec is old", () => {
  test.each([
    ["0.0.9", version, "old"],
    [version, version, undefined],
    [version, laterVersion, "old"],
    // What is found is not of the package: no other copy could be made.
    ["0.0.9", "0.0.9", undefined],
    [laterVersion, version, undefined],
  ])("of version %s, where %s is installed: %s", (copied, installed, flaw) => {
    install(installed);
    const path = write(join(home, `.local/lib/rouse/${copied}/rouse-exec`), "");
    expect(findFlaw(path, { scope: "user" })).toBe(flaw);
  });

  test("in comparison with this Rouse, where none is installed", () => {
    vi.stubEnv("ROUSE_EXEC_PATH", join(home, "nowhere"));
    const path = write(join(home, ".local/lib/rouse/0.0.9/rouse-exec"), "");
    expect(findFlaw(path, { scope: "user" })).toBe("old");
  });
});
