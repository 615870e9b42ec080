import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { tempDir } from "../harness/temp.js";
import { guard } from "./calls.js";
import { look } from "./file.js";
import { needsCalls } from "./needs-calls.js";

needsCalls().describe("under signals that restart system calls,", () => {
  let storm: string;
  let deny: string;

  beforeAll(() => {
    storm = compileC("guard-storm");
    deny = compileC("adopt-deny");
  });

  test.each(["unlink", "chmod", "rename"])("every call of %s succeeds", (what) => check(what, []));

  test.each(["unlink", "chmod", "rename"])("and of %s before Linux 5.19", (what) =>
    check(what, [deny, "WAIT_KILLABLE", "--"]),
  );

  async function check(what: string, around: string[]) {
    const path = join(tempDir(), "s");
    const argv = [storm, what, path, "500", "500"];
    const running = guard([{ kind: "unix", address: path, mode: 0o600 }], argv, { around });
    const [, good, all, failure] = await running.line(/^(\d+) of (\d+), (.*)$/, {
      deadlineMs: 100_000,
    });
    expect({ good, failure }).toEqual({ good: all, failure: "Success" });
    expect(look(path)?.mode).toBe("600");
    await running.exit();
    expect(running.stderr).toBe("");
  }
});
