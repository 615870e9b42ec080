import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect } from "vitest";
import { inCompat } from "../harness/compat.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, engines, type Passed } from "./calls.js";
import { look } from "./file.js";
import { needsCalls } from "./needs-calls.js";

let folder: string;
let path: string;
let passed: Passed[];

beforeEach(() => {
  folder = openTempDir();
  path = join(folder, "s");
  passed = [{ kind: "unix", address: path }];
});

const cases = engines.flatMap((engine) =>
  ["", ...inCompat("32 ")].map((entry) => ({ engine, entry })),
);

const { describe, test } = needsCalls();

describe.each(cases)(
  "a file that is not there ($engine, called as $entry)",
  ({ engine, entry }) => {
    test("is not renamed onto the path of a socket that the caller holds", async () => {
      const calls = await Calls.of(passed, { engine });
      const before = look(path);
      await calls.bind("unix", path);
      expect(await calls.make(`${entry}rename ${folder}/none ${path}`)).toBe("ENOENT");
      expect([look(path), calls.told]).toEqual([before, []]);
    });

    test("is not renamed after another was", async () => {
      const calls = await Calls.of(passed, { engine });
      const before = look(path);
      const fd = await calls.bind("unix", `${path}.tmp`);
      expect(await calls.make(`${entry}rename ${path}.tmp ${path}`)).toBe(0);
      expect(await calls.make(`${entry}rename ${path}.other ${path}`)).toBe("ENOENT");
      expect(await calls.make(`${entry}rename ${path}.tmp ${path}`)).toBe("ENOENT");
      expect([look(path), calls.holdsPassed(fd), calls.told]).toEqual([before, true, []]);
    });

    test("does not have its socket adopted when it was removed after the bind", async () => {
      const calls = await Calls.of(passed, { engine });
      const fd = await calls.bind("unix", `${path}.tmp`);
      expect(
        await calls.makeAll([`unlink ${path}.tmp`, `${entry}rename ${path}.tmp ${path}`]),
      ).toEqual([0, "ENOENT"]);
      expect([calls.holdsPassed(fd), calls.told]).toEqual([false, []]);
    });

    test("is not there when it was the passed socket's", async () => {
      const calls = await Calls.of(passed, { engine });
      await calls.bind("unix", path);
      unlinkSync(path);
      const steps = ["unlink P", "rename P P.away", "chmod P 0777", "chown P 1 1"];
      const answers = await calls.makeAll(steps.map((step) => entry + step.replaceAll("P", path)));
      expect(answers).toEqual(["ENOENT", "ENOENT", "ENOENT", "ENOENT"]);
    });
  },
);
