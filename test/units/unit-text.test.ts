import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addValue, removeKey, setValue } from "../../src/units/edit-unit.js";
import { parseUnit } from "../../src/units/parse-unit.js";
import { formatUnitText, type UnitText, valuesOf } from "../../src/units/unit-text.js";
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
const value = fc.stringMatching(/^[a-z]([a-z #;="]{0,6}[a-z])?$/);

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

  test("keeps every byte", () => {
    fc.assert(
      fc.property(fc.oneof(almostUnit, anyText(20)), (text) => {
        return givesOrRefuses(() => expect(formatUnitText(parse(text))).toBe(text));
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

describe("an edit", () => {
  const text = "# a\n[Unit]\nA=1\nB=2 \\\n# b\n 3\nA=4\n\n# c\n[Service]\r\nX";

  test.each<[what: string, edit: (unit: UnitText) => UnitText, after: string]>([
    [
      "set",
      (unit) => setValue(unit, "Unit", "A", "9"),
      "# a\n[Unit]\nA=9\nB=2 \\\n# b\n 3\n\n# c\n[Service]\r\nX",
    ],
    ["add", (unit) => addValue(unit, "Unit", "A", "9"), text.replace("A=4\n", "A=4\nA=9\n")],
    [
      "add to the section",
      (unit) => addValue(unit, "Unit", "C", ""),
      text.replace("A=4\n", "A=4\nC=\n"),
    ],
    [
      "add at the end",
      (unit) => addValue(unit, "Service", "C", "1"),
      text.replace("\r\nX", "\r\nC=1\nX"),
    ],
    ["add a section", (unit) => setValue(unit, "Socket", "C", "1"), `${text}\n\n[Socket]\nC=1\n`],
    ["remove", (unit) => removeKey(unit, "Unit", "B"), text.replace("B=2 \\\n# b\n 3\n", "")],
    ["remove nothing", (unit) => removeKey(unit, "Service", "A"), text],
  ])("%s", (_, edit, after) => {
    expect(formatUnitText(edit(parse(text)))).toBe(after);
  });

  test("starts an empty file, and ends a last line that was open", () => {
    expect(formatUnitText(addValue([], "Unit", "A", "1"))).toBe("[Unit]\nA=1\n");
    const open = parse("[Unit]\nA=1\\\n# b");
    expect(formatUnitText(addValue(open, "Unit", "B", "2"))).toBe("[Unit]\nA=1\\\n# b\n\nB=2\n");
  });

  test("is read back, whatever the file was", () => {
    fc.assert(
      fc.property(almostUnit, value, (text, value) => {
        return givesOrRefuses(() => {
          const unit = parse(text);
          const read = (edited: UnitText) =>
            valuesOf([parse(formatUnitText(edited))], "Unit", "A").map((found) => found.value);
          const before = valuesOf([unit], "Unit", "A").map((found) => found.value);
          expect(read(setValue(unit, "Unit", "A", value))).toEqual([value]);
          expect(read(addValue(unit, "Unit", "A", value))).toEqual([...before, value]);
          expect(read(removeKey(unit, "Unit", "A"))).toEqual([]);
        });
      }),
    );
  });
});
