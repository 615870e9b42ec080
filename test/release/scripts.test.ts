import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const release = [process.execPath, join(root, "scripts/release.mjs")];

test.each([["--chek"], ["publish"], ["--publsih"]])(
  "a release is not made with %s",
  async (word) => {
    const { code, stdout, stderr } = await run([...release, word]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^release\.mjs: .*\n\nusage: .*\n {2}--publish .*\n {2}--built .*\n/);
  },
);

test("--help lists the options of a release, and makes none", async () => {
  const { code, stdout, stderr } = await run([...release, "--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^usage: /);
});

test("a build without a C compiler says so before it compiles anything", async () => {
  const folder = tempDir();
  symlinkSync(process.execPath, join(folder, "node"));
  const argv = [process.execPath, join(root, "scripts/prepare.mjs"), "--always"];
  const answer = await run(argv, { env: { PATH: folder, CC: undefined } });
  expect(answer).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^cannot build rouse-exec: no C compiler, .*apt-get install \S+\)\n$/,
    ),
  });
});
