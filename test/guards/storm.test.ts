import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { tempDir } from "../harness/temp.js";
import { guard } from "./calls.js";
import { look } from "./file.js";
import { needsCalls } from "./needs-calls.js";

const patience = { deadlineMs: 20_000 };

needsCalls().describe("under signals that restart system calls, every 100 µs,", () => {
  let storm: string;
  let deny: string;

  beforeAll(() => {
    storm = compileC("guard-storm");
    deny = compileC("adopt-deny");
  });

  test.each(["unlink", "chmod", "rename"])("500 calls of %s succeed", (what) =>
    check(what, 500, 100),
  );

  // Slower, or a call would be begun anew for ever: there a signal withdraws it at any moment.
  test.each([
    ["unlink", 5000],
    ["chmod", 5000],
    ["rename", 500],
  ])("and of %s before Linux 5.19", (what, count) =>
    check(what, count, 1000, [deny, "WAIT_KILLABLE", "--"]),
  );

  async function check(what: string, count: number, microseconds: number, around: string[] = []) {
    const path = join(tempDir(), "s");
    const argv = [storm, what, path, String(count), String(microseconds)];
    const running = guard([{ kind: "unix", address: path, mode: 0o600 }], argv, { around });
    const [, good, ticks] = await running.line(/^(\d+) of \d+, (\d+) ticks,/, patience);
    expect(Number(good), running.output.all()).toBe(count);
    expect(Number(ticks)).toBeGreaterThan(10);
    expect(look(path)?.mode).toBe("600");
    await running.exit();
    expect(running.stderr).toBe("");
  }
});
