import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseUnit } from "../../src/units/parse-unit.js";
import { type UnitText, valuesOf } from "../../src/units/unit-assignments.js";
import { errorOf, givesOrRefuses } from "../errors/errors-of.js";
import { anyText } from "./arbitrary-plan.js";
import { unitFiles } from "./unit-files.js";

const pieces = [
  "[Unit]",
  "[Service]",
  "[X-Rouse]",
  "A=",
  "B",
  "=",
  " ",
  "\\",
  "#",
  ";",
  "a",
  "\ufeff",
];
const ends = ["\n", "\n", "\r\n", "\r", "\0"];
const almostUnit = fc
  .array(fc.constantFrom(...pieces, ...ends), { maxLength: 30 })
  .map((parts) => parts.join(""));

function parse(text: string): UnitText {
  return parseUnit(text, "a.service");
}

function description(unit: UnitText): string {
  return valuesOf([unit], "Unit", "Description").at(-1)?.value ?? "";
}

describe("parseUnit", () => {
  test.each(unitFiles)("reads %s", (_, text, meant) => {
    if (meant === "refused") expect(errorOf(() => parse(text)).code).toBe("UNIT_MALFORMED");
    else expect(description(parse(text))).toBe(meant);
  });

  test("says file and line of what is refused", () => {
    const { message } = errorOf(() => parseUnit("[Unit]\n# a\n\\\n[x\n", "/etc/a.service"));
    expect(message).toBe(
      "cannot read the unit '/etc/a.service', line 4: expected a ']' at the end of the section header '[x'; " +
        "systemd refuses the whole file: correct the line",
    );
  });

  test("reads any text, or refuses it with a sentence", () => {
    fc.assert(
      fc.property(fc.oneof(almostUnit, anyText(20)), (text) => {
        return givesOrRefuses(() => {
          for (const { key, value } of parse(text)) {
            expect(key).toMatch(/^[^\n\r\0]+$/);
            expect(`${key}=${value}`).toMatch(/^[^ \t\n\r\0][^\n\r\0]*$/);
            expect(value).not.toMatch(/^[ \t]|[ \t]$/);
          }
        });
      }),
    );
  });
});

describe("valuesOf", () => {
  test("forgets what was said before an empty assignment, over several files and keys", () => {
    const main = parse("[Socket]\nListenStream=1\nListenDatagram=2\n[Service]\nListenStream=9\n");
    const dropIn = parse("[Socket]\nListenDatagram=\nListenStream=3\nListenDatagram=4\n");
    const values = valuesOf([main, dropIn], "Socket", "ListenStream", "ListenDatagram");
    expect(values).toEqual([
      { key: "ListenStream", value: "3" },
      { key: "ListenDatagram", value: "4" },
    ]);
  });
});
