import koffi from "koffi";
import { describe, expect, test } from "vitest";
import {
  defineLayouts,
  findLayoutProblem,
  findMachineProblem,
} from "../../src/sys/libc/layouts.js";

describe("the layouts of libc", () => {
  const layouts = defineLayouts(koffi);

  test("are on this machine what Rouse knows", () => {
    expect(findLayoutProblem(koffi, layouts)).toBeUndefined();
  });

  test("of another size are named, with both", () => {
    const unix = koffi.struct({ family: "uint16_t", path: koffi.array("uint8_t", 104) });
    const problem = findLayoutProblem(koffi, { ...layouts, unix });
    expect(problem).toBe("unix has 106 bytes here and 110 where Rouse knows it");
  });

  test("with a member elsewhere are named, with both", () => {
    const credentials = koffi.struct({ pid: "int", gid: "uint", uid: "uint" });
    const problem = findLayoutProblem(koffi, { ...layouts, credentials });
    expect(problem).toBe("credentials.uid is at 8 here and at 4 where Rouse knows it");
  });

  test.each([
    ["linux", "x64", undefined],
    ["linux", "arm64", undefined],
    ["linux", "arm", /x64 and arm64 only, and this is arm$/],
    ["linux", "ia32", /this is ia32$/],
    ["darwin", "arm64", /Linux only, and this is darwin$/],
    ["freebsd", "x64", /this is freebsd$/],
  ])("are known for %s on %s: %s", (platform, arch, problem) => {
    const found = findMachineProblem({ platform, arch });
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });
});
