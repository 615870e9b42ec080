import { symlinkSync } from "node:fs";
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

  test("in every spelling of a way through /proc", async () => {
    const calls = await Calls.of(passed, { cwd: join(folder, "a") });
    const before = look(path);
    const fd = await calls.make(`open . ${O_DIRECTORY}`);
    symlinkSync("/proc/self/cwd", join(folder, "cwd"));
    symlinkSync("cwd", join(folder, "cwd2"));
    const up = "../".repeat(folder.split("/").length);
    // connect(2) of an address of 16 or 28 bytes is let through: that of an IP address.
    const places = [
      "//proc/self/cwd/s",
      "/proc/./self/cwd/s",
      "/proc//self/cwd/s",
      "/../proc/self/cwd/s",
      "/proc/thread-self/cwd/././s",
      `/proc/self/task/${calls.pid}/cwd/././s`,
      `/proc/${calls.pid}/cwd/s`,
      "/proc/self/cwd/deep/../s",
      `${up}proc/self/cwd/s`,
      `${up}proc/self/root${path}`,
      `${folder}/cwd/s`,
      `${folder}/cwd2/s`,
      `/dev//fd/${fd}/s`,
      `/dev/fd/../fd/${fd}/s`,
    ];
    for (const place of places) await checkMeant(calls, place, path, before);
  });

  test("from a directory in /proc", async () => {
    const calls = await Calls.of(passed, { cwd: join(folder, "a") });
    const before = look(path);
    const fd = await calls.make(`open . ${O_DIRECTORY}`);
    const self = await calls.make(`open /proc/self ${O_DIRECTORY}`);
    expect(await calls.make(`unlinkat ${self} cwd/s 0`)).toBe(0);
    expect(await calls.make("chdir /proc/self")).toBe(0);
    await checkMeant(calls, `fd/${fd}/s`, path, before);
    await checkMeant(calls, `../self/fd/${fd}/s`, path, before);
  });

  test("but another process's directory is that process's", async () => {
    const calls = await Calls.of(passed, { cwd: join(folder, "b") });
    const before = look(path);
    await checkMeant(calls, `/proc/${process.pid}/root${path}`, path, before);
    expect(await calls.make("unlink /proc/self/cwd/s")).toBe("ENOENT");
    expect(await calls.make("unlink //proc/self/cwd/../a/s/")).toBe("ENOTDIR");
    expect(await calls.make("chmod //proc/self/cwd/../a/s/ 0")).toBe("ENOTDIR");
    symlinkSync("loop", join(folder, "loop"));
    expect(await calls.make(`unlink ${folder}/loop/s`)).toBe("ELOOP");
    expect(look(path)).toEqual(before);
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
