import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findMissingCopy, withStandIn } from "../../src/engines/systemd/change/rouse-exec-copy.js";
import { lastingPath } from "../../src/rouse-exec/lasting-path.js";
import { quoteExecPath } from "../../src/units/quote-exec.js";
import {
  laterVersion,
  otherRouseExec,
  replaceProgram,
  version,
} from "../harness/other-rouse-exec.js";
import { rouseExec } from "../harness/paths.js";
import { tempDir } from "../harness/temp.js";

describe("units name", () => {
  let home: string;

  beforeEach(() => {
    home = tempDir();
    vi.stubEnv("HOME", home);
    vi.stubEnv("ROUSE_EXEC_PATH", "");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("a copy of the rouse-exec of a checkout, or of a package of npm", () => {
    const own = join(home, `.local/lib/rouse/${version}/rouse-exec`);
    expect(lastingPath("user", rouseExec)).toBe(own);
    expect(lastingPath("system", rouseExec)).toBe(`/usr/lib/rouse/${version}/rouse-exec`);
  });

  test("a copy by the version that the rouse-exec itself tells, which may not be ours", () => {
    const path = join(home, "rouse-exec");
    replaceProgram(path, otherRouseExec(laterVersion));
    const copy = join(home, `.local/lib/rouse/${laterVersion}/rouse-exec`);
    expect(lastingPath("user", path)).toBe(copy);
    const script = join(home, "script");
    writeFileSync(script, `#!/bin/sh\nexec ${path} "$@"\n`, { mode: 0o755 });
    expect(lastingPath("user", script)).toBe(copy);
    vi.stubEnv("ROUSE_EXEC_PATH", script);
    const units = [{ name: "web.service", text: `ExecStart=${copy} -- true\n` }];
    expect(findMissingCopy("user", units)).toEqual({ scope: "user", path: copy, source: script });
  });

  test.each(["exit 1", "echo rouse-exec ../../etc", "echo rouse-exec 1.0.0/../..", "echo hello"])(
    "a copy by our version, where the rouse-exec does `%s`",
    (line) => {
      const path = join(home, "rouse-exec");
      writeFileSync(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
      const own = join(home, `.local/lib/rouse/${version}/rouse-exec`);
      expect(lastingPath("user", path)).toBe(own);
    },
  );

  test("what root alone can change below /usr, where it is", () => {
    expect(lastingPath("user", "/usr/bin/true")).toBe("/usr/bin/true");
    expect(lastingPath("system", "/usr/bin/true")).toBe("/usr/bin/true");
  });

  test("where a link leads, and never the link, which may be anybody's", () => {
    const link = join(home, "rouse-exec");
    symlinkSync("/usr/bin/true", link);
    expect(lastingPath("system", link)).toBe("/usr/bin/true");
  });

  test("a copy in a HOME whose name units write with quotes and escapes", () => {
    home = join(home, "50% of me");
    vi.stubEnv("HOME", home);
    const text = `ExecStart=${quoteExecPath(lastingPath("user", rouseExec))} -- true\n`;
    const copy = findMissingCopy("user", [{ name: "web.service", text }]);
    expect(copy?.path).toBe(join(home, `.local/lib/rouse/${version}/rouse-exec`));
    expect(withStandIn({ name: "", text }, copy).text).toBe("ExecStart=/bin/sh -- true\n");
  });

  test("what ROUSE_EXEC_PATH names, wherever it is", () => {
    const path = join(home, "rouse-exec");
    writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 });
    vi.stubEnv("ROUSE_EXEC_PATH", path);
    expect(lastingPath("user")).toBe(path);
    expect(lastingPath("system")).toBe(path);
  });
});
