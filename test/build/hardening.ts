import { expect, test } from "vitest";
import { callsOf, type Elf, readElf } from "./elf.js";

/** What every build for users must be. */
export function testHardening(path: () => string, objdump: string): void {
  const read = () => readElf(path());

  test("needs no library and no loader", async () => {
    const { segments, dynamic } = await read();
    expect(segments.map(({ type }) => type)).not.toContain("INTERP");
    const tags = dynamic.map(({ tag }) => tag);
    expect(tags.filter((tag) => /^(NEEDED|RPATH|RUNPATH|TEXTREL)$/.test(tag))).toEqual([]);
  });

  test("has no memory that can be both written and executed, its stack included", async () => {
    const { segments } = await read();
    expect(segments.filter(({ flags }) => /W/.test(flags) && /E/.test(flags))).toEqual([]);
    expect(segments.filter(({ type }) => type === "GNU_STACK")).toEqual([
      { type: "GNU_STACK", flags: "RW" },
    ]);
  });

  test("looks after its stack", async () => {
    expect(await callsOf(objdump, path(), "main")).toContain("__stack_chk_fail");
  });

  test("has its tables of pointers in read-only memory", async () => {
    const elf = await read();
    if (elf.type === "DYN") expectReadOnlyOnceRelocated(elf);
    else expectReadOnlyFromTheStart(elf);
  });
}

/** Only glibc does it, at its start. */
function expectReadOnlyOnceRelocated({ segments, dynamic, symbols }: Elf): void {
  expect(segments.map(({ type }) => type)).toContain("GNU_RELRO");
  expect(dynamic.find(({ tag }) => tag === "FLAGS_1")?.value).toMatch(/NOW.*PIE/);
  expect([...symbols].some((name) => /^_dl_(protect|relocate)_/.test(name))).toBe(true);
  expect([...symbols].filter((name) => /^__v?snprintf_chk$/.test(name))).not.toEqual([]);
}

/** What is left is musl's: a few pointers to its locks. */
function expectReadOnlyFromTheStart({ sections, dynamic }: Elf): void {
  expect(sections.get(".data.rel.ro") ?? 0).toBeLessThan(512);
  expect(dynamic).toEqual([]);
}
