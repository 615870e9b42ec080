import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { programPath } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, type Passed } from "./calls.js";
import { look } from "./file.js";
import { needsCalls, needsCallsAsRoot } from "./needs-calls.js";

let folder: string;
let path: string;
let passed: Passed[];

beforeEach(() => {
  folder = openTempDir();
  mkdirSync(join(folder, "a"));
  path = join(folder, "a/s");
  passed = [{ kind: "unix", address: path }];
});

/** The socket, bound at that name, is adopted by the rename, and nothing is left of its last name. */
async function checkAdopted(calls: Calls, bound: string, steps: string[], last: string) {
  const before = look(path);
  const fd = await calls.bind("unix", bound);
  expect(await calls.makeAll(steps)).toEqual(steps.map(() => 0));
  expect(calls.holdsPassed(fd)).toBe(true);
  expect([look(path), look(last)]).toEqual([before, undefined]);
  expect(calls.told).toEqual([]);
}

needsCalls().describe("a socket is known by its file, not by the name it was bound to:", () => {
  test("bound to a relative name, and the program has gone elsewhere", async () => {
    const calls = await Calls.of(passed, { cwd: join(folder, "a") });
    await checkAdopted(calls, "t", ["chdir /", `rename ${folder}/a/t ${path}`], `${folder}/a/t`);
  });

  test("renamed before", async () => {
    const calls = await Calls.of(passed);
    const steps = [`rename ${path}.t ${path}.u`, `rename ${path}.u ${path}`];
    await checkAdopted(calls, `${path}.t`, steps, `${path}.u`);
  });

  test("by another hard link", async () => {
    const calls = await Calls.of(passed);
    const steps = [`link ${path}.t ${path}.u`, `rename ${path}.u ${path}`];
    await checkAdopted(calls, `${path}.t`, steps, `${path}.u`);
    expect(look(`${path}.t`)).toBeDefined();
  });

  needsCallsAsRoot().test("bound before a chroot", async () => {
    const calls = await Calls.of(passed);
    const steps = [`chroot ${folder}`, "chdir /", "rename /a/s.t /a/s"];
    await checkAdopted(calls, `${path}.t`, steps, `${path}.t`);
  });

  needsCallsAsRoot("unshare").test("in a network of its own, by its name", async () => {
    const calls = await Calls.of(passed, { before: ["unshare", "--net"] });
    await checkAdopted(calls, `${path}.t`, [`rename ${path}.t ${path}`], `${path}.t`);
  });

  // There stat(2) tells another device than the kernel's list of sockets.
  needsCallsAsRoot("unshare", "mkfs.btrfs").test("on btrfs, by its name", async () => {
    const image = join(folder, "image");
    execFileSync("truncate", ["--size=200M", image]);
    execFileSync(programPath("mkfs.btrfs"), ["-q", image], { stdio: "ignore" });
    const script = `mount -o loop ${image} ${folder}/a && exec "$@"`;
    const around = ["unshare", "--mount", "sh", "-c", script, "sh"];
    const calls = await Calls.of(passed, { engine: "embedded", around });
    const fd = await calls.bind("unix", `${path}.t`);
    expect(await calls.make(`rename ${path}.t ${path}`)).toBe(0);
    expect([calls.holdsPassed(fd), calls.told]).toEqual([true, []]);
    expect(look(`/proc/${calls.pid}/root${path}.t`)).toBeUndefined();
  });
});
