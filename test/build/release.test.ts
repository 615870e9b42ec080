import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { readElf } from "./elf.js";
import { buildElsewhere } from "./elsewhere.js";
import { testHardening } from "./hardening.js";

/** Not that of ROUSE_EXEC_PATH, which is built for tests. */
const released = join(root, "rouse-exec/build/rouse-exec");
const { describe, test } = needs("readelf", "objdump");

describe("the rouse-exec that users get", () => {
  testHardening(() => released, "objdump");

  needs("musl-gcc").test("is built with musl, at a fixed address, to be small", async () => {
    const { type, segments } = await readElf(released);
    expect(type).toBe("EXEC");
    expect(segments.map(({ type }) => type)).not.toContain("TLS");
  });

  test("is the same, byte by byte, when it is built in another folder", async () => {
    const other = await buildElsewhere("static", "rouse-exec");
    expect(other.equals(readFileSync(released))).toBe(true);
  });

  test("names its version", async () => {
    const { code, stdout } = await run([released, "--version"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^rouse-exec \d+\.\d+\.\d+\n$/),
    });
  });
});
