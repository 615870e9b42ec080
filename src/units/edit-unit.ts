import { isContinued, physicalLines } from "./physical-lines.js";
import type { UnitLine, UnitText } from "./unit-text.js";

/** The unit with this as the only assignment of the key; the value is written as it is. */
export function setValue(unit: UnitText, section: string, key: string, value: string): UnitText {
  const first = unit.findIndex((line) => isOf(line, section, key));
  if (first === -1) return addValue(unit, section, key, value);
  const line = settingLine(unit, section, key, value);
  return unit.flatMap((old, index) => {
    if (index === first) return [line];
    return isOf(old, section, key) ? [] : [old];
  });
}

/** The unit with one more assignment of the key, behind those that are there. */
export function addValue(unit: UnitText, section: string, key: string, value: string): UnitText {
  const line = settingLine(unit, section, key, value);
  const place = placeFor(unit, section, key);
  if (place !== undefined) return [...ended(unit.slice(0, place)), line, ...unit.slice(place)];
  const end = lineEnd(unit);
  const blank: UnitText = unit.length === 0 ? [] : [{ kind: "other", raw: end }];
  return [...ended(unit), ...blank, { kind: "section", section, raw: `[${section}]${end}` }, line];
}

/** The unit without any assignment of the key. */
export function removeKey(unit: UnitText, section: string, key: string): UnitText {
  return unit.filter((line) => !isOf(line, section, key));
}

function isOf(line: UnitLine, section: string, key: string): boolean {
  return line.kind === "setting" && line.section === section && line.key === key;
}

/** Behind the last line of the key, or of the section; blank lines and comments at its end stay behind. */
function placeFor(unit: UnitText, section: string, key: string): number | undefined {
  const ofKey = unit.findLastIndex((line) => isOf(line, section, key));
  const ofSection = unit.findLastIndex((line) => {
    return line.kind !== "other" && line.section === section;
  });
  const last = ofKey === -1 ? ofSection : ofKey;
  return last === -1 ? undefined : last + 1;
}

function settingLine(unit: UnitText, section: string, key: string, value: string): UnitLine {
  return { kind: "setting", section, key, value, raw: `${key}=${value}${lineEnd(unit)}` };
}

/** What ends the lines of the file. */
function lineEnd(unit: UnitText): string {
  const [end = "\n"] = unit[0]?.raw.match(/\r?\n|\r/) ?? [];
  return end;
}

/** The last line of a file may have no end, or be continued by nothing: another one behind it needs both. */
function ended(lines: UnitText): UnitText {
  const last = lines.at(-1);
  if (!last) return lines;
  const end = lineEnd(lines);
  const whole = /[\n\r\0]$/.test(last.raw) ? last.raw : last.raw + end;
  const raw = isOpen(whole) ? whole + end : whole;
  return [...lines.slice(0, -1), { ...last, raw }];
}

function isOpen(raw: string): boolean {
  const last = physicalLines(raw).findLast(({ isComment }) => !isComment);
  return last !== undefined && isContinued(last.text);
}
