import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { Calls, type Passed } from "./calls.js";
import { look } from "./file.js";
import { checkMeant } from "./meant.js";
import { needsCallsAsRoot } from "./needs-calls.js";
import { makeTree } from "./tree.js";

let folder: string;
let path: string;
let passed: Passed[];

beforeEach(() => {
  ({ folder, path, passed } = makeTree());
});

needsCallsAsRoot("unshare").describe("the guards see the files as the program does", () => {
  test("in a chroot", async () => {
    const calls = await Calls.of(passed);
    const before = look(path);
    expect(await calls.makeAll([`chroot ${folder}`, "chdir /"])).toEqual([0, 0]);
    const absolute = ["/a/s", "/link/s", "/rooted/s", "/../a/s"];
    for (const place of [...absolute, "a/s", "rooted/s", "b/../../../a/s"])
      await checkMeant(calls, place, path, before);
    expect(await calls.make("unlink /s")).toBe("ENOENT");
  });

  test("in a chroot that has a /proc of its own", async () => {
    const script = `mkdir ${folder}/proc && mount -t proc none ${folder}/proc && exec "$@"`;
    const calls = await Calls.of(passed, { before: unshared(script) });
    const before = look(path);
    expect(await calls.makeAll([`chroot ${folder}`, "chdir /a"])).toEqual([0, 0]);
    const places = [
      "/proc/self/cwd/s",
      "//proc/self/cwd/.././link/s",
      "../proc/self/root/rooted/s",
    ];
    for (const place of [...places, "../../../a/s"]) await checkMeant(calls, place, path, before);
  });

  test("outside of a chroot that it has not entered", async () => {
    mkdirSync(join(folder, "a/b"));
    mkdirSync(join(folder, "ab"));
    writeFileSync(join(folder, "ab/s"), "");
    const inside: Passed = { kind: "unix", address: join(folder, "a/b/s") };
    const calls = await Calls.of([inside], { cwd: join(folder, "ab") });
    // The path of its folder begins like that of its root.
    expect(await calls.makeAll([`chroot ${folder}/a`, "unlink s"])).toEqual([0, 0]);
    expect(look(join(folder, "ab/s"))).toBeUndefined();
    expect(await calls.make("unlink ../a/b/s")).toBe(0);
    expect(look(inside.address)).toBeDefined();
  });

  test("in a mount namespace, where its folder has another name", async () => {
    const script = `mount --bind ${folder}/a ${folder}/b && exec "$@"`;
    const calls = await Calls.of(passed, { before: unshared(script) });
    await checkMeant(calls, `${folder}/b/s`, path, look(path));
  });

  test("by its text, where its folder is hidden as PrivateTmp= hides it", async () => {
    const script = `mount -t tmpfs none ${folder} && mkdir ${folder}/a && exec "$@"`;
    const calls = await Calls.of(passed, { before: unshared(script) });
    await checkMeant(calls, path, path, look(path));
    expect(await calls.make(`unlink ${folder}/a/other`)).toBe("ENOENT");
  });

  test("by its text, where its folder is hidden from rouse-exec too", async () => {
    const around = unshared(`mount -t tmpfs none ${folder} && exec "$@"`);
    const calls = await Calls.of(passed, { around });
    expect(await calls.make(`unlink ${path}`)).toBe(0);
    expect(await calls.make(`chmod ${path} 511`)).toBe(0);
    expect(await calls.make(`unlink ${folder}/a/other`)).toBe("ENOENT");
  });
});

function unshared(script: string): string[] {
  return ["unshare", "--mount", "sh", "-c", script, "sh"];
}
