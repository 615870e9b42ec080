import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

/** musl has no kernel headers of its own. */
const kernelHeaders = ["-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu"];

const compilers = [
  ["cc", []],
  ["aarch64-linux-gnu-gcc", []],
  ["musl-gcc", process.arch === "x64" ? kernelHeaders : ["-idirafter", "/usr/include"]],
] as const;

const source = join(root, "test/build/kernel-headers.c");
const folder = join(root, "rouse-exec");
const header = join(folder, "kernel/kernel.h");

for (const [compiler, options] of compilers) {
  needs(compiler).test(`${compiler}: kernel.h says what the kernel's headers say`, async () => {
    const language = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror"];
    const check = ["-fsyntax-only", "-I", folder, source];
    const { code, stderr } = await run([compiler, ...language, ...options, ...check]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
}

/** Ours, and not the kernel's; the last one has no header and is compared in filter.test.ts. */
const own = ["EVERY_SIGNAL", "FIRST_REAL_TIME", "LAST_SIGNAL", "COMPAT_SOCKETCALL"];

test("everything in kernel.h is compared", () => {
  const compared = readFileSync(source, "utf8");
  const names = [...readFileSync(header, "utf8").matchAll(/^(?:#define|struct) (\w+)/gm)];
  const missing = names
    .map(([, name = ""]) => name)
    .filter((name) => !new RegExp(`\\(${name},`).test(compared) && !own.includes(name));
  expect(missing).toEqual([]);
  expect(names.length).toBeGreaterThan(60);
});
