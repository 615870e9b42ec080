import { existsSync, linkSync, lstatSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openTempDir } from "../harness/temp.js";
import { Calls, type Passed } from "./calls.js";
import { isServed, look } from "./file.js";
import { needsCalls } from "./needs-calls.js";

const RENAME_EXCHANGE = 2;

let folder: string;
let path: string;
let temporary: string;
let passed: (Passed & { name: string })[];

beforeEach(() => {
  folder = openTempDir();
  path = join(folder, "s");
  temporary = `${path}.tmp`;
  passed = [{ kind: "unix", address: path, name: "web" }];
});

needsCalls().describe("the kernel renames, and rouse-exec says that the socket is lost,", () => {
  test("when it is a regular file that comes onto the path", async () => {
    const calls = await Calls.of(passed);
    writeFileSync(temporary, "file");
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect([lstatSync(path).isFile(), existsSync(temporary)]).toEqual([true, false]);
    await isToldLost(calls);
  });

  test("once, however often", async () => {
    const calls = await Calls.of(passed);
    for (let time = 0; time < 3; time++) {
      writeFileSync(temporary, "file");
      expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    }
    await isToldLost(calls);
  });

  test("when it is a socket of another type", async () => {
    const calls = await Calls.of(passed);
    const fd = await calls.bind("unix-dgram", temporary);
    const renamed = look(temporary);
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect([look(path), calls.holdsPassed(fd)]).toEqual([renamed, false]);
    await isToldLost(calls);
  });

  test("when it is a symbolic link, even one to the path", async () => {
    const calls = await Calls.of(passed);
    symlinkSync("s", temporary);
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    await isToldLost(calls);
  });

  test("when the two change places", async () => {
    const calls = await Calls.of(passed);
    const fd = await calls.bind("unix", temporary);
    const [own, files] = [look(path), look(temporary)];
    expect(await calls.make(`renameat2 -100 ${temporary} -100 ${path} ${RENAME_EXCHANGE}`)).toBe(0);
    expect([look(path), look(temporary)]).toEqual([files, own]);
    expect(calls.holdsPassed(fd)).toBe(false);
    await isToldLost(calls);
  });
});

needsCalls().describe("nothing is renamed", () => {
  test("away from the path: it succeeds and the file is still there", async () => {
    const calls = await Calls.of(passed);
    const fd = await calls.bind("unix", path);
    const before = look(path);
    for (const call of [`rename ${path} ${temporary}`, `renameat2 -100 ${path} -100 /tmp/x 0`])
      expect(await calls.make(call)).toBe(0);
    expect([look(path), existsSync(temporary)]).toEqual([before, false]);
    expect(await isServed(calls, fd, path)).toBe(true);
    expect(calls.told).toEqual([]);
  });

  test("when both are names of the same file", async () => {
    const calls = await Calls.of(passed);
    const before = look(path);
    linkSync(path, temporary);
    const steps = [`rename ${temporary} ${path}`, `rename ${path} ${path}`];
    expect(await calls.makeAll(steps)).toEqual([0, 0]);
    expect([look(temporary), look(path)]).toEqual([before, before]);
    expect(calls.told).toEqual([]);
  });

  test("from one passed socket's path to another's", async () => {
    const other = join(folder, "other");
    const calls = await Calls.of([...passed, { kind: "unix", address: other }]);
    const before = [look(path), look(other)];
    const steps = [`rename ${path} ${other}`, `rename ${other} ${path}`];
    expect(await calls.makeAll(steps)).toEqual([0, 0]);
    expect([look(path), look(other)]).toEqual(before);
    expect(calls.told).toEqual([]);
  });
});

/** In one line, and nothing else. */
async function isToldLost(calls: Calls): Promise<void> {
  const line = /^rouse-exec: .*replaces the file of the passed socket 'web'/;
  await calls.running.line(line, { from: "stderr" });
  expect(calls.told).toEqual([expect.stringMatching(line)]);
}
