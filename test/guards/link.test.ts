import { existsSync, linkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { inCompat } from "../harness/compat.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, engines, type Passed } from "./calls.js";
import { isServed, look } from "./file.js";
import { needsCalls } from "./needs-calls.js";

let folder: string;
let path: string;
let temporary: string;
let passed: Passed[];

beforeEach(() => {
  folder = openTempDir();
  path = join(folder, "s");
  temporary = `${path}.1`;
  passed = [{ kind: "unix", address: path, mode: 0o666 }];
});

needsCalls().describe("a socket that is bound elsewhere and linked to the path is adopted,", () => {
  describe.each(engines)("its socket made by %s,", (engine) => {
    test.each([
      "link T P",
      "linkat -100 T -100 P 0",
      ...inCompat("32 link T P", "32 linkat -100 T -100 P 0"),
    ])("by %s, and the temporary name stays", async (form) => {
      const calls = await Calls.of(passed, { engine });
      const before = look(path);
      const fd = await calls.bind("unix", temporary);
      const call = form.replace(/\b[TP]\b/g, (name) => (name === "T" ? temporary : path));
      expect(await calls.makeAll([call, `listen ${fd} 5`])).toEqual([0, 0]);
      expect([calls.holdsPassed(fd), existsSync(temporary)]).toEqual([true, true]);
      expect(look(path)).toEqual(before);
      expect(await isServed(calls, fd, path)).toBe(true);
      expect(await calls.make(`unlink ${temporary}`)).toBe(0);
      expect(existsSync(temporary)).toBe(false);
      expect(calls.told).toEqual([]);
    });
  });

  test("but not while a process of the program serves there: the path exists", async () => {
    const calls = await Calls.of(passed);
    const fd = await calls.bind("unix", path);
    const other = await calls.bind("unix", temporary);
    expect(await calls.make(`link ${temporary} ${path}`)).toBe("EEXIST");
    expect(calls.holdsPassed(other)).toBe(false);
    await calls.make(`close ${fd}`);
    expect(await calls.make(`link ${temporary} ${path}`)).toBe(0);
    expect(calls.holdsPassed(other)).toBe(true);
  });
});

needsCalls().describe("link(2) is the kernel's", () => {
  test("of anything else onto the path: it exists", async () => {
    const calls = await Calls.of(passed);
    linkSync(path, `${path}.bak`);
    const steps = [`link ${path}.bak ${path}`, `link /proc/self/exe ${path}`];
    expect(await calls.makeAll(steps)).toEqual(["EEXIST", "EEXIST"]);
    expect(calls.told).toEqual([]);
  });

  test("of the path to another name", async () => {
    const calls = await Calls.of(passed);
    expect(await calls.make(`link ${path} ${path}.bak`)).toBe(0);
    expect(look(`${path}.bak`)).toEqual(look(path));
  });
});
