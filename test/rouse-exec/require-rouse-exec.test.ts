import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { requireRouseExec } from "../../src/rouse-exec/require-rouse-exec.js";
import { node } from "../cli/stand-in.js";
import { errorOf } from "../errors/errors-of.js";
import { laterVersion, otherRouseExec } from "../harness/other-rouse-exec.js";
import { rouse, rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const whole = readFileSync(rouseExec);
const contents: [what: string, content: Buffer | string, says: RegExp][] = [
  [
    "a file that is cut off",
    whole.subarray(0, 100_000),
    /it is cut off: it has 100000 bytes of \d+;/,
  ],
  ["an empty file", "", /the file is empty;/],
  ["a text", "hello\n", /it is no program;/],
  ["another program", readFileSync(process.execPath), /it is another program;/],
];

let path: string;

function place(content: Buffer | string): void {
  path = join(tempDir(), "rouse-exec");
  writeFileSync(path, content, { mode: 0o755 });
  vi.stubEnv("ROUSE_EXEC_PATH", path);
}

beforeEach(() => {
  vi.stubEnv("HOME", tempDir());
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("requireRouseExec", () => {
  test.each(contents)("refuses %s", (_, content, says) => {
    place(content);
    const error = errorOf(requireRouseExec);
    expect(error.code).toBe("ROUSE_EXEC_DAMAGED");
    expect(error.message).toMatch(says);
    expect(error.message).toMatch(/; correct ROUSE_EXEC_PATH or unset it$/);
  });

  test.each<[what: string, content: () => Buffer | string]>([
    ["this build", () => whole],
    ["another version", () => otherRouseExec(laterVersion)],
    ["a script around one", () => `#!/bin/sh\nexec ${rouseExec} "$@"\n`],
  ])("takes %s", (_, content) => {
    place(content());
    expect(requireRouseExec()).toBe(path);
  });

  test("takes one that may be run and not read", () => {
    place(whole);
    chmodSync(path, 0o111);
    expect(requireRouseExec()).toBe(path);
  });
});

test.each([
  ["listen", ["listen", "18271", "--", "true"]],
  ["add", ["add", "web", "--dry-run", "--listen", "18271", "--", "true"]],
  ["probe", ["probe", "--", "true"]],
])("rouse %s refuses another program", async (_, args) => {
  const env = { ROUSE_EXEC_PATH: "/bin/true" };
  const { code, stdout, stderr } = await run([node, rouse, ...args], { env });
  expect({ stdout, stderr }).toEqual({
    stdout: "",
    stderr: expect.stringMatching(
      /^(?:rouse: watching .*\n)?rouse: cannot use '\/bin\/true' as rouse-exec: .*\n$/,
    ),
  });
  expect(code).not.toBe(0);
});

test.each(["", "rel"])("rouse add refuses HOME=%j", async (HOME) => {
  const env = { HOME, XDG_CONFIG_HOME: undefined, ROUSE_EXEC_PATH: rouseExec };
  const add = [node, rouse, "add", "web", "--user", "--dry-run", "--listen", "18271", "--", "true"];
  const { code, stderr } = await run(add, { env });
  expect(code).toBe(125);
  expect(stderr).toMatch(
    /^rouse: cannot tell .* HOME is not an absolute path, but '.*'; set it .*\n$/,
  );
});
