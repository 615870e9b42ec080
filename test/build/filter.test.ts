import { beforeAll, expect } from "vitest";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { compileWith, machines, syscallNumbers } from "./machines.js";

const always = ["bind", "listen", "userfaultfd"];
const paths = ["unlinkat", "renameat", "renameat2", "fchmodat", "fchmodat2", "fchownat", "linkat"];
/** aarch64 came after these. */
const oldPaths = ["unlink", "rename", "chmod", "chown", "lchown", "link"];
const ids32 = ["chown32", "lchown32"];
/** Linux 6.6, of the same number on every machine. Older headers do not have it. */
const newest = [["fchmodat2", 452]] as const;

const everything = "ucidpst";
const AT_REMOVEDIR = 0x200;
const SHUT_WR = 1;
/** rouse-exec/seccomp/swap_magic.h */
const SWAP_MAGIC = 0x726f7573;

for (const machine of machines) {
  const isOld = machine.name === "x86_64";
  const { describe, test } = needs(...machine.needed);

  describe(`the filter, compiled for ${machine.name},`, () => {
    let program: string;
    beforeAll(() => {
      program = compileWith(machine, "seccomp", "filter-table.c");
    });
    const stopped = (traps: string, third: number, second = 0, first = 0) =>
      stoppedCalls([...machine.emulator, program, traps, ...[third, second, first].map(String)]);

    test("stops by the numbers of the kernel's headers, and nothing else", async () => {
      const all = await stopped(everything, 110);
      const native = [...always, "connect", "shutdown", ...paths, ...(isOld ? oldPaths : [])];
      expect(all.native).toEqual(numbersOf(machine.headers.native, native));
      expect(all.other).toEqual([]);
    });

    test("stops 32-bit programs by their own numbers", async () => {
      const all = await stopped(everything, 110);
      const compat = [...always, "connect", "shutdown", ...paths, ...oldPaths, ...ids32];
      const numbers = numbersOf(machine.headers.compat, compat).map(String);
      const calls = isOld ? ["102 13", "102 2", "102 3", "102 4"] : [];
      expect(all.compatTexts.sort()).toEqual([...numbers, ...calls].sort());
    });

    test("stops bind, listen and userfaultfd only, when no path is passed", async () => {
      const numbers = numbersOf(machine.headers.native, always);
      expect((await stopped("-", 16)).native).toEqual(numbers);
      expect((await stopped("u", 12)).native).toEqual(numbers);
    });

    test("lets the binds of netlink through, when no unix socket is passed", async () => {
      const others = numbersOf(machine.headers.native, ["listen", "userfaultfd"]);
      expect((await stopped("-", 12)).native).toEqual(others);
    });

    test("stops connects to IP addresses, when it is to", async () => {
      const [connect] = numbersOf(machine.headers.native, ["connect"]);
      for (const traps of ["i", "ci", "cips"])
        for (const length of [16, 28])
          expect((await stopped(traps, length)).native).toContain(connect);
      expect((await stopped("i", 12)).native).not.toContain(connect);
      expect((await stopped("ci", 12)).native).toContain(connect);
    });

    test("stops shutdown, but for writing alone", async () => {
      const [shutdown] = numbersOf(machine.headers.native, ["shutdown"]);
      for (const how of [0, 2]) expect((await stopped("d", 0, how)).native).toContain(shutdown);
      expect((await stopped("d", 0, SHUT_WR)).native).not.toContain(shutdown);
    });

    test("stops rt_sigreturn with two arguments that no program gives it", async () => {
      const [native] = numbersOf(machine.headers.native, ["rt_sigreturn"]);
      const [compat] = numbersOf(machine.headers.compat, ["rt_sigreturn"]);
      const swap = await stopped("w", 0, SWAP_MAGIC, SWAP_MAGIC);
      expect(swap.native).toContain(native);
      expect(swap.compatTexts).toContain(String(compat));
      const others = [
        await stopped("w", 0, SWAP_MAGIC, 0),
        await stopped("w", 0, 0, SWAP_MAGIC),
        await stopped("u", 0, SWAP_MAGIC, SWAP_MAGIC),
      ];
      for (const other of others) expect(other.native).not.toContain(native);
    });

    test("lets connects to IP addresses through otherwise, and rmdir", async () => {
      const [connect] = numbersOf(machine.headers.native, ["connect"]);
      const [unlinkat] = numbersOf(machine.headers.native, ["unlinkat"]);
      for (const length of [16, 28])
        expect((await stopped("cp", length)).native).not.toContain(connect);
      expect((await stopped("cps", 16)).native).toContain(connect);
      expect((await stopped("cpt", 28)).native).toContain(connect);
      const removeDirectory = await stopped("cp", AT_REMOVEDIR);
      expect(removeDirectory.native).toContain(connect);
      expect(removeDirectory.native).not.toContain(unlinkat);
    });
  });
}

function numbersOf(compiler: string[], names: string[]): number[] {
  const known = new Map([...newest, ...syscallNumbers(compiler, names)]);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  return names.map((name) => known.get(name) ?? -1).sort((a, b) => a - b);
}

async function stoppedCalls(argv: string[]) {
  const { code, stdout, stderr } = await run(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const of = (arch: string) =>
    stdout
      .split("\n")
      .filter((line) => line.startsWith(`${arch} `))
      .map((line) => line.slice(arch.length + 1));
  return { native: of("native").map(Number), compatTexts: of("compat"), other: of("other") };
}
