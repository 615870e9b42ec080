import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";

/** Makes empty files of what it is to link. */
const compiler = (refused: string) => `#!/bin/sh
for word; do
    [ "$word" != "${refused}" ] || exit 1
    [ "\${last:-}" != -o ] || : >"$word"
    last=$word
done
`;

/** Runs build.sh in a folder without sources, with a musl-gcc that refuses this option. */
async function build(refused: string) {
  const folder = openTempDir();
  const [bin, copy] = [join(folder, "bin"), join(folder, "rouse-exec")];
  for (const made of [bin, copy]) mkdirSync(made);
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  copyFileSync(join(root, "rouse-exec/build.sh"), join(copy, "build.sh"));
  writeFileSync(join(bin, "musl-gcc"), compiler(refused));
  chmodSync(join(bin, "musl-gcc"), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, CC: undefined, CFLAGS: undefined };
  return run(["sh", join(copy, "build.sh")], { env });
}

test("a linker that refuses layout.ld links without it, and a line says so", async () => {
  const { code, stdout, stderr } = await build("-Wl,-T,layout.ld");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "rouse-exec: static, musl, 0 bytes\n" });
  expect(stderr).toBe(
    "build.sh: the linker of musl-gcc refuses layout.ld: rouse-exec keeps more memory while it sleeps\n",
  );
});

test("nothing is said of one that takes it", async () => {
  expect(await build("none")).toMatchObject({ code: 0, stderr: "" });
});

/** Those segments of a 64-bit ELF file that are loaded and may be written to: elf(5), Phdr. */
function writableSegments(file: Buffer) {
  const [first, count] = [Number(file.readBigUInt64LE(32)), file.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => first + index * 56)
    .filter((at) => file.readUInt32LE(at) === 1 && (file.readUInt32LE(at + 4) & 2) !== 0)
    .map((at) => [16, 32].map((field) => Number(file.readBigUInt64LE(at + field))));
}

const built = readFileSync(join(root, "rouse-exec/build/rouse-exec"));
/** ET_EXEC: only the build with musl is at a fixed address. */
const isFixed = built.readUInt16LE(16) === 2;

test.skipIf(!isFixed)("the variables that begin with a value lie in one page", () => {
  const page = (address: number) => Math.floor(address / 4096);
  const pages = writableSegments(built).map(([start = 0, length = 0]) => [
    page(start),
    page(start + length - 1),
  ]);
  expect(pages).toEqual([[pages[0]?.[0], pages[0]?.[0]]]);
});
