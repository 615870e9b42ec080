import { existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { tempDir } from "../harness/temp.js";
import { fixture } from "./program.js";
import { deadlineMs, registered } from "./serve.js";

type Step = [name: string, ...args: unknown[]];

/** What came of the steps in the folder of the passed socket, whose mode is 0640; and what was said. */
async function perform(path: string, steps: Step[]) {
  const program = [...registered, fixture("files.mjs"), JSON.stringify(steps)];
  const passed = { kind: "unix", address: path, name: "web", mode: 0o640 } as const;
  const running = activate([passed], program, { cwd: dirname(path) });
  const [text] = await running.line(/^\[.*\]$/, { from: "stdout", deadlineMs });
  await running.exit({ deadlineMs });
  return { results: JSON.parse(text), stderr: running.stderr };
}

function passedPath(): string {
  return join(tempDir(), "socket");
}

const removals = [
  ...["unlinkSync", "unlink", "promises.unlink", "rmSync", "rm", "promises.rm"],
  ...["named unlinkSync", "named unlink", "named promises.unlink", "named rmSync"],
];
const changes = ["chmodSync", "chmod", "promises.chmod", "named chmodSync"];
const owners = ["chownSync", "chown", "promises.chown", "lchownSync", "lchown", "promises.lchown"];

describe("the file of a passed socket stays, and the program is told that all went well:", () => {
  test.each([
    ["removed", removals.map((name): Step => [name, "PATH"])],
    ["changed in mode", changes.map((name): Step => [name, "PATH", 0o777])],
    ["given away", owners.map((name): Step => [name, "PATH", 65534, 65534])],
    ["moved", ["renameSync", "rename", "promises.rename"].map((name): Step => [name, "PATH", "x"])],
  ])("%s", async (_, steps) => {
    const path = passedPath();
    const on = steps.map(([name, , ...rest]): Step => [name, path, ...rest]);
    const { uid } = statSync(dirname(path));
    // No server: the socket is made by the test, before the program is started.
    const { results, stderr } = await perform(path, on);
    expect(results).toEqual(steps.map(() => null));
    expect(statSync(path)).toMatchObject({ uid });
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(stderr).toBe("");
  });

  test("by whatever spelling", async () => {
    const path = passedPath();
    const folder = dirname(path);
    symlinkSync(folder, join(folder, "link"));
    const spellings = [
      ...["socket", "./socket", join(folder, "link", "socket"), `${folder}//socket`],
      ...[`../${basename(folder)}/socket`, pathToFileURL(path).href],
    ];
    const steps = spellings.map((spelling): Step => ["unlinkSync", spelling]);
    const { results } = await perform(path, steps);
    expect(results).toEqual(spellings.map(() => null));
    expect(existsSync(path)).toBe(true);
  });

  test("through a link of the file itself, for its mode", async () => {
    const path = passedPath();
    symlinkSync(path, join(dirname(path), "link"));
    await perform(path, [["chmodSync", "link", 0o777]]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });
});

describe("what is another file is changed as ever:", () => {
  test("a link to it, a file of the same name elsewhere, one that is not there", async () => {
    const path = passedPath();
    const folder = dirname(path);
    const elsewhere = join(tempDir(), "socket");
    writeFileSync(elsewhere, "");
    symlinkSync(path, join(folder, "link"));
    const { results } = await perform(path, [
      ["unlinkSync", "link"],
      ["unlinkSync", elsewhere],
      ["unlinkSync", "nothing"],
      ["rmSync", "nothing"],
      ["promises.unlink", "nothing"],
      ["unlink", "nothing"],
    ]);
    expect(results).toEqual([null, null, "ENOENT", "ENOENT", "ENOENT", "ENOENT"]);
    expect(existsSync(join(folder, "link"))).toBe(false);
    expect(existsSync(elsewhere)).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  test("a file that takes its place, which is told", async () => {
    const path = passedPath();
    writeFileSync(join(dirname(path), "other"), "");
    const { results, stderr } = await perform(path, [["renameSync", "other", path]]);
    expect(results).toEqual([null]);
    expect(statSync(path).isFile()).toBe(true);
    expect(stderr).toMatch(/\[REGISTER_REPLACED\] RouseWarning: 'other' replaces .* 'web'/);
  });

  test("a hard link of it onto it, which does nothing", async () => {
    const path = passedPath();
    const steps: Step[] = [
      ["linkSync", path, "hard"],
      ["renameSync", "hard", path],
    ];
    const { results, stderr } = await perform(path, steps);
    expect(results).toEqual([null, null]);
    expect(stderr).toBe("");
    expect(statSync(path).isSocket()).toBe(true);
  });
});
