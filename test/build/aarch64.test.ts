import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { readElf } from "./elf.js";
import { buildElsewhere } from "./elsewhere.js";
import { testHardening } from "./hardening.js";

const built = join(root, "rouse-exec/build/aarch64/rouse-exec");
const { describe, test } = needs("aarch64-linux-gnu-gcc", "qemu-aarch64-static", "readelf");

/** The emulator has no seccomp notifications: what is run here is all that does not need them. */
describe("rouse-exec for aarch64", () => {
  beforeAll(async () => {
    const build = ["sh", join(root, "rouse-exec/build.sh"), "aarch64"];
    const { code, stderr } = await run(build, { env: { CC: undefined }, deadlineMs: 300_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }, 330_000);

  test("is for aarch64", async () => {
    expect(await readElf(built)).toMatchObject({ machine: "AArch64", type: "DYN" });
  });

  testHardening(() => built, "aarch64-linux-gnu-objdump");

  test("is the same, byte by byte, when it is built in another folder", async () => {
    const other = await buildElsewhere("aarch64", "aarch64/rouse-exec");
    expect(other.equals(readFileSync(built))).toBe(true);
  });

  const emulated = (...args: string[]) => run(["qemu-aarch64-static", built, ...args]);

  test("prints its help and its version", async () => {
    expect(await emulated("--help")).toMatchObject({ code: 0, stderr: "" });
    expect((await emulated("--version")).stdout).toMatch(/^rouse-exec \d+\.\d+\.\d+\n$/);
  });

  test.each([
    [["--listen=8080"], "is a bare port"],
    [["--listen=127.0.0.1:0", "true"], "has a port outside 1 to 65535"],
    [["--map=x", "true"], "is not BIND=NAME"],
    [["--exit-idle-time=5x", "true"], "is not a time span"],
    [["--stop-signal=NONE", "true"], "is not a signal"],
    [["--nonsense"], "unknown option '--nonsense'"],
  ])("refuses %j with a sentence", async (args, problem) => {
    const { code, stderr } = await emulated(...args);
    expect({ code, stderr }).toEqual({
      code: 125,
      stderr: expect.stringMatching(/^rouse-exec: [^\n]+\n$/),
    });
    expect(stderr).toContain(problem);
  });

  test("becomes the program when no socket is passed", async () => {
    expect(await emulated("--", "sh", "-c", "echo $0; exit 7", "done")).toMatchObject({
      code: 7,
      stdout: "done\n",
    });
  });

  test("says that a program is not there, or is none", async () => {
    const file = join(tempDir(), "file");
    writeFileSync(file, "");
    chmodSync(file, 0o644);
    expect((await emulated("/nonexistent")).code).toBe(127);
    expect((await emulated(file)).code).toBe(126);
  });

  test("says what the emulator lacks to hand a socket over", async () => {
    const { code, stderr } = await emulated(`--listen=@rouse-${process.pid}`, "true");
    expect(stderr).toMatch(/^rouse-exec: [^\n]+\n$/);
    expect(code).toBe(125);
  });
});
