import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { root } from "../harness/paths.js";
import { lacking, needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { bootAarch64, kernelForAarch64 } from "./boot-aarch64.js";
import { readElf } from "./elf.js";
import { buildElsewhere } from "./elsewhere.js";
import { testHardening } from "./hardening.js";

type Step = (stamp: string, sources: string[], make: () => void) => void;
const { step }: { step: Step } = await import(join(root, "scripts/steps.mjs"));

const built = join(root, "rouse-exec/build/aarch64/rouse-exec");
const { describe, test } = needs("aarch64-linux-gnu-gcc", "qemu-aarch64-static", "readelf");

const musl = existsSync("/usr/lib/aarch64-linux-musl/musl-gcc.specs");
const withMusl = lacking(musl ? [] : ["musl-dev:arm64 is not installed"]);
const withKernel = lacking(
  kernelForAarch64() ? [] : ["`.ci/run runtimes` has put no kernel into build/arm64"],
);
const onMachine = needs("qemu-system-aarch64", "cpio", "aarch64-linux-gnu-gcc");

describe("rouse-exec for aarch64", () => {
  beforeAll(() => {
    const argv = [join(root, "rouse-exec/build.sh"), "aarch64"];
    const { CC: _, ...env } = process.env;
    const build = () => {
      const { status, stderr } = spawnSync("sh", argv, { env, encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    };
    // prebuild.mjs has built it on a machine that has packed the package.
    step("rouse-exec/build/aarch64/rouse-exec", ["rouse-exec"], build);
  }, 330_000);

  test("is for aarch64", async () => {
    expect(await readElf(built)).toMatchObject({ machine: "AArch64" });
  });

  withMusl.test("is built with musl, at a fixed address, to be small", async () => {
    expect(await readElf(built)).toMatchObject({ type: "EXEC" });
  });

  testHardening(() => built, "aarch64-linux-gnu-objdump");

  test("is the same, byte by byte, when it is built in another folder", async () => {
    const other = await buildElsewhere("aarch64", "aarch64/rouse-exec");
    expect(other.equals(readFileSync(built))).toBe(true);
  });

  /** The emulator of programs has no seccomp notifications: it runs all that does not need them. */
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

  withKernel.describe("on an emulated machine", () => {
    onMachine.test(
      "wakes, lets clients in, and puts to sleep a server of each kind of socket",
      async () => {
        const printed = await bootAarch64(built);
        expect(printed).toContain("hand-over    ok: a rehearsal with a child process succeeded");
        expect(printed).toContain("idle         ok: ");
        const cases = ["tcp", "unix", "udp"].flatMap((kind) => [
          `${kind} embedded`,
          `${kind} passed`,
        ]);
        for (const one of cases) expect(printed).toContain(`${one}: woke, slept, woke, ended`);
        expect(printed).not.toMatch(/cannot keep clients/);
        expect(printed).not.toContain("clients do not wait");
      },
      600_000,
    );
  });
});
