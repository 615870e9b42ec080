import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { conversionDropIn } from "../engines/systemd/inventory/find-services.js";
import { unitFolder } from "../engines/systemd/manager/folders.js";
import { formatUnit, type Section, type Setting } from "../units/format-unit.js";
import { parseUnit } from "../units/parse-unit.js";
import type { Scope } from "../units/plan-types.js";
import { quoteWord } from "../units/quote-exec.js";
import { findMark, formatMark, type Mark } from "../units/rouse-section.js";
import { splitWords } from "../units/split-words.js";
import { assignmentsOf, type UnitText } from "../units/unit-assignments.js";
import type { BootLink } from "./boot-links.js";

/** How a service was before it was converted: the state that --undo goes back to. */
interface PriorState {
  isActive: boolean;
  links: readonly BootLink[];
}

/** What the drop-in of a converted service says. */
export interface Conversion extends PriorState {
  mark: Mark;
  /** ExecStart= of the unit when it was converted. */
  original: string;
  text: string;
}

/** Returns the path of our drop-in. */
export function dropInPath(unit: string, scope: Scope): string {
  return join(unitFolder(scope), `${unit}.d`, conversionDropIn);
}

/** Reads the drop-in of a converted unit; undefined for a unit that is not converted. */
export function readConversion(unit: string, scope: Scope): Conversion | undefined {
  const path = dropInPath(unit, scope);
  if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
  const text = readFileSync(path, "utf8");
  const parsed = parseUnit(text, path);
  const mark = findMark(parsed);
  if (mark === undefined) return undefined;
  const [was, original] = ["Was", "Original"].map((key) => ownValues(parsed, key).at(-1));
  const links = ownValues(parsed, "Link").flatMap(parseLink);
  return { mark, original: original ?? "", isActive: was === "active", links, text };
}

interface DropInText {
  mark: Omit<Mark, "version">;
  before: PriorState;
  original: string;
  unit: string;
  sections: readonly Section[];
}

/** Returns the text of our drop-in. */
export function formatDropIn({ mark, before, original, unit, sections }: DropInText): string {
  const { head, section } = formatMark(mark);
  const [name, settings] = section;
  const own: Setting[] = [
    ...settings,
    ["Was", before.isActive ? "active" : "inactive"],
    ...before.links.map((link): Setting => ["Link", formatLink(link)]),
    ["Original", original],
  ];
  const undo = `# Undo it with: rouse convert ${quoteWord(unit)} --undo\n`;
  return head + undo + formatUnit([...sections, [name, own]]);
}

function ownValues(text: UnitText, key: string): string[] {
  return assignmentsOf([text], "X-Rouse", key).map(({ value }) => value);
}

function formatLink({ path, target }: BootLink): string {
  return `${quoteWord(path)} ${quoteWord(target)}`;
}

function parseLink(value: string): BootLink[] {
  const [path, target] = splitWords(value).map(({ text }) => text.replaceAll("%%", "%"));
  return path === undefined || target === undefined ? [] : [{ path, target }];
}
