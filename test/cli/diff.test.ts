import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffPaint, formatDiff } from "../../src/cli/output/diff.js";
import { tempDir } from "../harness/temp.js";

const path = "/etc/systemd/system/web.socket";

test("a new file, a changed one and one that goes are shown as diff -u shows them", () => {
  const numbers = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`);
  const changed = numbers.map((line) => (/ (4|15)\n/.test(line) ? `${line.trim()}!\n` : line));
  expect(
    formatDiff([
      { path: "/a", before: undefined, after: "one\ntwo\n" },
      { path: "/b", before: numbers.join(""), after: changed.join("") },
      { path: "/c", before: "x\n", after: undefined },
      { path: "/d", before: "same\n", after: "same\n" },
    ]),
  ).toMatchInlineSnapshot(`
    "--- /dev/null
    +++ /a
    @@ -0,0 +1,2 @@
    +one
    +two
    --- /b
    +++ /b
    @@ -1,7 +1,7 @@
     line 1
     line 2
     line 3
    -line 4
    +line 4!
     line 5
     line 6
     line 7
    @@ -12,7 +12,7 @@
     line 12
     line 13
     line 14
    -line 15
    +line 15!
     line 16
     line 17
     line 18
    --- /c
    +++ /dev/null
    @@ -1,1 +0,0 @@
    -x
    "
  `);
});

test("what a terminal should not see is shown by its number, tabs stay", () => {
  const after = "A=\u001b]0;x\u0007\tB\n";
  expect(formatDiff([{ path, before: undefined, after }])).toContain("+A=\\u{1b}]0;x\\u{7}\tB\n");
});

test("colours are for terminals that may have them", () => {
  const paint = (isTerminal: boolean, env = {}) =>
    formatDiff([{ path, before: "a\n", after: "b\n" }], diffPaint(isTerminal, env));
  expect(paint(true)).toContain("\u001b[31m-a\u001b[0m\n\u001b[32m+b\u001b[0m\n");
  expect(paint(true, { NO_COLOR: "1" })).not.toContain("\u001b");
  expect(paint(true, { NO_COLOR: "" })).toContain("\u001b");
  expect(paint(false)).not.toContain("\u001b");
});

test("patch(1) makes the one file of the other with it", () => {
  const folder = tempDir();
  const line = fc.constantFrom("a", "b", "c", "", "[Unit]");
  const text = fc
    .array(line, { minLength: 1, maxLength: 12 })
    .map((lines) => `${lines.join("\n")}\n`);
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      const file = join(folder, "file");
      writeFileSync(file, before);
      const diff = formatDiff([{ path: file, before, after }]);
      const patched = execFileSync("patch", ["--silent", "-o", "-", file], { input: diff });
      expect(String(patched)).toBe(after);
    }),
    { numRuns: 60 },
  );
});
