import { compareLines } from "./compare-lines.js";
import { splitWords } from "./split-words.js";

/** The text with the differences, or the line of the first text that stands otherwise, or not at all, in the third. */
type CarriedOver = { text: string } | { edited: string };

/**
 * Carries the differences between two texts of a unit over to a third: the first one as somebody has edited it. Lines
 * that do not differ between the two stay as they were edited.
 * @throws UNIT_VALUE_MALFORMED
 */
export function carryOver(from: string, to: string, text: string): CarriedOver {
  const [old, fresh, edited] = [sectionsOf(from), sectionsOf(to), sectionsOf(text)];
  const lines: string[] = [];
  for (const [name, own] of edited) {
    const merged = mergeLines(old.get(name) ?? [], fresh.get(name) ?? [], own, name);
    if ("edited" in merged) return merged;
    lines.push(...merged.lines);
  }
  const lost = [...old.keys(), ...fresh.keys()].find((name) => !edited.has(name));
  return lost === undefined ? { text: `${lines.join("\n")}\n` } : { edited: lost };
}

/** Sections by their first lines; what stands before the first one has an empty one. */
function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let name = "";
  for (const line of text.replace(/\n$/, "").split("\n")) {
    if (/^\[.*\]$/.test(line)) name = line;
    sections.set(name, [...(sections.get(name) ?? []), line]);
  }
  return sections;
}

type Merged = { lines: string[] } | { edited: string };

function mergeLines(
  from: readonly string[],
  to: readonly string[],
  own: readonly string[],
  section: string,
): Merged {
  // Nobody but Rouse reads that one.
  const isOurs = section === "[X-Rouse]";
  let lines = [...own];
  const known = [...from, ...to];
  for (const change of changesBetween(from, to)) {
    const merged = apply(change, known, lines, isOurs) ?? applyToWords(change, lines);
    if (merged === undefined) return { edited: change.gone[0] ?? change.come[0] ?? section };
    lines = merged;
  }
  return { lines };
}

/** What goes and what comes in its place, behind what stands before both. */
interface Change {
  before: readonly string[];
  gone: string[];
  come: string[];
}

/** Returns the list with a change; undefined where it has been edited at that place. */
function apply(
  change: Change,
  known: readonly string[],
  own: readonly string[],
  replaces: boolean,
): string[] | undefined {
  const { before, gone, come } = change;
  const places = gone.map((one) => placeOf(one, own, replaces));
  if (places.includes(-1)) return come.every((one) => own.includes(one)) ? [...own] : undefined;
  const rivals = findRivals(change, known, own).filter((place) => !places.includes(place));
  if (rivals.length > 0 && !replaces) return undefined;
  const taken = [...places, ...rivals];
  const anchor = own.indexOf(before.findLast((one) => own.includes(one)) ?? "");
  const place = taken.length > 0 ? Math.min(...taken) : anchor + 1;
  const kept = own.map((one, index) => (taken.includes(index) ? undefined : one));
  const isKept = (one: string | undefined) => one !== undefined;
  return [...kept.slice(0, place).filter(isKept), ...come, ...kept.slice(place).filter(isKept)];
}

function placeOf(one: string, own: readonly string[], replaces: boolean): number {
  const exact = own.indexOf(one);
  if (exact !== -1 || !replaces) return exact;
  return own.findIndex((other) => isSameKey(one, other));
}

/** Finds what somebody has written under a key that comes only now; what Rouse writes is `known`. */
function findRivals(
  { gone, come }: Change,
  known: readonly string[],
  own: readonly string[],
): number[] {
  const fresh = come.filter((one) => !gone.some((other) => isSameKey(one, other)));
  return own.flatMap((other, place) => {
    const isRival = !known.includes(other) && fresh.some((one) => isSameKey(one, other));
    return isRival ? [place] : [];
  });
}

/** The words of a command line are merged: an option of rouse-exec takes the place of the one that is there. */
function applyToWords({ gone, come }: Change, own: readonly string[]): string[] | undefined {
  const [from, to] = [gone[0], come[0]];
  if (from === undefined || to === undefined || gone.length + come.length > 2) return undefined;
  const place = own.findIndex((line) => isSameKey(line, from));
  if (place === -1 || !isSameKey(from, to) || !/^Exec(Start)?=/.test(from)) return undefined;
  const [before, after] = [wordsOf(from), wordsOf(to)];
  let words: string[] | undefined = wordsOf(own[place] ?? "");
  for (const change of changesBetween(before, after)) {
    words = words && apply(change, [...before, ...after], words, true);
  }
  return words && own.with(place, words.join(" "));
}

function wordsOf(line: string): string[] {
  return splitWords(line).map(({ raw }) => raw);
}

/** `Key=`, `--option=`, and the same in quotes. */
function isSameKey(one: string, other: string): boolean {
  const key = /^["']?[\w-]+=/.exec(one)?.[0].replace(/^["']/, "");
  return key !== undefined && key === /^["']?[\w-]+=/.exec(other)?.[0].replace(/^["']/, "");
}

/** Returns the fewest changes from one list to the other. */
function changesBetween(from: readonly string[], to: readonly string[]): Change[] {
  const changes: Change[] = [];
  let open: Change | undefined;
  for (const { mark, line, old } of compareLines(from, to)) {
    if (mark === " ") {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { before: from.slice(0, old), gone: [], come: [] };
      changes.push(open);
    }
    (mark === "-" ? open.gone : open.come).push(line);
  }
  return changes.flatMap(divide);
}

/** Makes a change of its own of each key, so that an edited line is merged without its neighbours. */
function divide({ before, gone, come }: Change): Change[] {
  const left = [...gone];
  const changes = come.map((one, index) => {
    const place = left.findIndex((other) => isSameKey(other, one));
    const replaced = place === -1 ? [] : left.splice(place, 1);
    return { before: [...before, ...come.slice(0, index)], gone: replaced, come: [one] };
  });
  return [...changes, ...left.map((one) => ({ before, gone: [one], come: [] }))];
}
