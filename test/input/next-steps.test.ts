import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const nobody = { uid: 65_534, gid: 65_534, cwd: "/" };

test("a path to a program that is not there is not looked for in PATH", async () => {
  const { code, stderr } = await run([rouseExec, "--listen=@rouse-next-steps", "--", "./nosuch"]);
  expect(code).toBe(127);
  expect(stderr).toMatch(
    /^rouse-exec: cannot find the program '\.\/nosuch': there is no such file; correct its path$/m,
  );
});

needsRoot().test("a folder that this user may not read is named with its cure", async () => {
  const folder = join(tempDir(), "closed");
  mkdirSync(folder);
  chmodSync(folder, 0o700);
  const { code, stderr } = await run([rouseExec, `--listen=${folder}/a`, "--", "true"], nobody);
  expect(code).toBe(125);
  expect(stderr).toMatch(
    /may not read its folder \S+; choose another one, or have its owner open it$/m,
  );
});

needsRoot().test("--check names the way to setuid programs", async () => {
  const { stdout } = await run([rouseExec, "--check"], nobody);
  expect(stdout).toMatch(/^privileges +limited: .*; run rouse-exec as root .*$/m);
});
