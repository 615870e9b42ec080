import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { root, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { touch } from "./refused.js";

describe("--check", () => {
  test("says that all is well, starts nothing and ends with 0", async () => {
    const { argv, hasRun } = touch();
    const { code, stdout, stderr } = await run([rouseExec, "--check", "--", ...argv]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^kernel +ok: Linux \S+/m);
    expect(stdout).toMatch(/^hand-over +ok: /m);
    expect(stdout).toMatch(/^idle +ok: sock_diag counts connections$/m);
    expect(hasRun()).toBe(false);
  });

  test("says what is missing and ends with 125 where another listener watches", async () => {
    const outer = [rouseExec, `--listen=@rouse-check-${process.pid}`, "--"];
    const { code, stdout, stderr } = await run([...outer, rouseExec, "--check"]);
    expect(code).toBe(125);
    expect(stderr).toMatch(/^rouse-exec: .*another seccomp listener[^\n]*\n$/);
    expect(stdout).toMatch(/^hand-over +missing/m);
  });
});

needsRoot().test.each([
  ["root", {}, /^privileges +ok: /m],
  ["another user", { uid: 65_534, gid: 65_534, cwd: "/" }, /^privileges +limited: .*no_new_privs/m],
])("--check says what %s may do", async (_, user, line) => {
  const { code, stdout } = await run([rouseExec, "--check"], user);
  expect(code).toBe(0);
  expect(stdout).toMatch(line);
});

needsRoot("setpriv").test("--check knows what root may do who is in many groups", async () => {
  const groups = Array.from({ length: 400 }, (_, index) => 1_000_000_000 + index).join(",");
  const { stdout } = await run(["setpriv", `--groups=${groups}`, rouseExec, "--check"]);
  expect(stdout).toMatch(/^privileges +ok: /m);
});

needs("cc").test("--check says which options are not carried over before Linux 5.14", async () => {
  const before = [compileC("adopt-deny"), "SO_NETNS_COOKIE", "--"];
  const { code, stdout } = await run([...before, rouseExec, "--check"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^options +limited: .*SO_MARK.*not carried over$/m);
  expect((await run([rouseExec, "--check"])).stdout).toMatch(/^options +ok: /m);
});

describe.each(["--help", "-h"])("%s", (option) => {
  test("prints every option of the contract, and ends with 0", async () => {
    const { code, stdout, stderr } = await run([rouseExec, option]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const options = [
      "listen",
      "map",
      "exit-idle-time",
      "quiet-after",
      "ignore-clients",
      "lazy",
      "ready",
      "learn",
      "no-path-guards",
      "sleep",
      "freeze-for",
      "stop-signal",
      "stop-signal-to",
      "stop-timeout",
      "one-of",
      "max-wait",
      "report",
      "remove-report",
      "check",
    ];
    for (const name of [...options, "verbose", "help", "version"])
      expect(stdout).toContain(`--${name}`);
    for (const status of ["125", "126", "127"]) expect(stdout).toContain(status);
    expect(Math.max(...stdout.split("\n").map((text) => text.length))).toBeLessThanOrEqual(110);
  });
});

test("--version prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { code, stdout } = await run([rouseExec, "--version"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `rouse-exec ${version}\n` });
});
