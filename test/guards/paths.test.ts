import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { Calls, type Passed } from "./calls.js";
import { look } from "./file.js";
import { checkMeant } from "./meant.js";
import { needsCalls } from "./needs-calls.js";
import { makeTree } from "./tree.js";

const O_PATH = 0o10_000_000;
const O_DIRECTORY = 0o200_000;
const CLONE_FS = 0x200;

let folder: string;
let path: string;
let passed: Passed[];

beforeEach(() => {
  ({ folder, path, passed } = makeTree());
});

needsCalls().describe("the guards find the passed socket", () => {
  test("in a path with detours", async () => {
    const calls = await Calls.of(passed);
    const before = look(path);
    for (const place of ["a//s", "././a/./s", "a/deep/../s", "link/s", "link/deep/../../a/s"])
      await checkMeant(calls, `${folder}/${place}`, path, before);
  });

  test("in a path that is relative, to where the program is by then", async () => {
    const calls = await Calls.of(passed, { cwd: folder });
    const before = look(path);
    await checkMeant(calls, "a/s", path, before);
    await calls.make("chdir a/deep");
    await checkMeant(calls, "../s", path, before);
    await calls.make("chdir ..");
    await checkMeant(calls, "s", path, before);
    await calls.make("chdir ../b");
    expect(await calls.make("unlink s")).toBe("ENOENT");
  });

  test("in a path by way of /proc/self", async () => {
    const calls = await Calls.of(passed, { cwd: folder });
    const before = look(path);
    await checkMeant(calls, "/proc/self/cwd/a/s", path, before);
    const fd = await calls.make(`open a ${O_DIRECTORY}`);
    await checkMeant(calls, `/proc/self/fd/${fd}/s`, path, before);
    await checkMeant(calls, `/proc/self/root${path}`, path, before);
  });

  test("by a descriptor of its file", async () => {
    const calls = await Calls.of(passed);
    const before = look(path);
    const fd = await calls.make(`open ${path} ${O_PATH}`);
    const places = ["/proc/self/fd", "/proc/thread-self/fd", `/proc/${calls.pid}/fd`, "/dev/fd"];
    for (const place of places.map((folder) => `${folder}/${fd}`)) {
      expect([place, await calls.make(`chmod ${place} 0777`)]).toEqual([place, 0]);
      expect([place, look(path)]).toEqual([place, before]);
    }
  });

  test("from a directory that was opened before the program went elsewhere", async () => {
    const calls = await Calls.of(passed, { cwd: folder });
    const before = look(path);
    const fd = await calls.make(`open a ${O_DIRECTORY}`);
    await calls.make("chdir b");
    const steps = [
      `unlinkat ${fd} s 0`,
      `fchmodat ${fd} ../link/s 0777`,
      `renameat ${fd} s -100 x`,
    ];
    expect(await calls.makeAll(steps)).toEqual([0, 0, 0]);
    expect(look(path)).toEqual(before);
    expect(await calls.make("unlinkat -100 s 0")).toBe("ENOENT");
  });

  test.each(["thread", "orphaned"] as const)(
    "from a thread that is elsewhere than its process (%s)",
    async (where) => {
      const calls = await Calls.of(passed, { cwd: join(folder, "b"), where });
      const before = look(path);
      await calls.bind("unix", "s");
      expect(await calls.makeAll([`unshare ${CLONE_FS}`, "chdir ../a"])).toEqual([0, 0]);
      await checkMeant(calls, "s", path, before);
      expect(await calls.makeAll(["chdir ../b", "unlink s"])).toEqual([0, 0]);
      expect([look(path), look(join(folder, "b/s"))]).toEqual([before, undefined]);
    },
  );
});
