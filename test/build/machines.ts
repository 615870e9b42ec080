import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../harness/paths.js";
import { tempDir } from "../harness/temp.js";

/** A machine to compile for. */
export interface Machine {
  name: string;
  compiler: string;
  /** Which programs it takes to compile for it and to run the result here. */
  needed: string[];
  /** Put before a program of it. */
  emulator: string[];
  /** Prints how its headers, and those of the 32-bit programs it runs, number the system calls. */
  headers: { native: string[]; compat: string[] };
}

const armInclude = "/usr/arm-linux-gnueabihf/include";

const arm = [
  "cc",
  "-nostdinc",
  "-isystem",
  armInclude,
  "-D__ARM_EABI__",
  "-include",
  "asm/unistd.h",
];

const aarch64: Machine = {
  name: "aarch64",
  compiler: "aarch64-linux-gnu-gcc",
  needed: ["aarch64-linux-gnu-gcc", "qemu-aarch64-static"],
  emulator: ["qemu-aarch64-static"],
  headers: { native: ["aarch64-linux-gnu-gcc", "-include", "asm/unistd.h"], compat: arm },
};

const own: Machine =
  process.arch === "arm64"
    ? { ...aarch64, compiler: "cc", needed: ["cc"], emulator: [] }
    : {
        name: "x86_64",
        compiler: "cc",
        needed: ["cc"],
        emulator: [],
        headers: {
          native: ["cc", "-include", "asm/unistd.h"],
          compat: ["cc", "-include", "asm/unistd_32.h"],
        },
      };

export const machines: Machine[] = process.arch === "arm64" ? [own] : [own, aarch64];

const warnings = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror"];

/** Compiles test/build/NAME.c together with a folder of rouse-exec, of which it calls what needs no other folder. */
export function compileWith(machine: Machine, folder: string, name: string): string {
  const source = join(root, "rouse-exec");
  const parts = readdirSync(join(source, folder)).filter((file) => file.endsWith(".c"));
  const program = join(tempDir(), basename(name, ".c"));
  const files = [
    join(root, "test/build", name),
    ...parts.map((file) => join(source, folder, file)),
  ];
  const unused = ["-ffunction-sections", "-Wl,--gc-sections"];
  const options = [...warnings, "-static", ...unused, `-I${source}`, "-o", program];
  execFileSync(machine.compiler, [...options, ...files]);
  return program;
}

/** The number of each system call that the headers know. */
export function syscallNumbers(compiler: string[], names: string[]): Map<string, number> {
  const [command = "", ...options] = compiler;
  const input = names.map((name) => `number_of ${name} = __NR_${name}\n`).join("");
  const output = execFileSync(command, [...options, "-E", "-P", "-x", "c", "-"], { input });
  // arm writes (0 + 10).
  const lines = output.toString().matchAll(/^number_of (\w+) = \(?(?:0 ?\+ ?)?(\d+)\)?$/gm);
  return new Map([...lines].map(([, name = "", number]) => [name, Number(number)]));
}
