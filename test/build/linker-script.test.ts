import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
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

test("a linker that refuses scratch.ld links without it, and a line says so", async () => {
  const { code, stdout, stderr } = await build("-Wl,-T,scratch.ld");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "rouse-exec: static, musl, 0 bytes\n" });
  expect(stderr).toBe(
    "build.sh: the linker of musl-gcc refuses scratch.ld: rouse-exec keeps more memory while it sleeps\n",
  );
});

test("nothing is said of one that takes it", async () => {
  expect(await build("none")).toMatchObject({ code: 0, stderr: "" });
});
