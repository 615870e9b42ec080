import type { UnitChange } from "../../engines/engine.js";

/** The word of a document for what became of a unit, or of all units of a service. */
type ChangeWord = "added" | "changed" | "unchanged" | "removed";

/** Returns a changed unit as documents tell it; `text` is its text afterwards, null when it is removed. */
export function unitDocument({ unit, path, before, after }: UnitChange) {
  return { unit, path, change: changeWord(before, after), text: after ?? null };
}

function changeWord(before: string | undefined, after: string | undefined): ChangeWord {
  if (before === after) return "unchanged";
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

/** Returns the word for the units of a service that was to be written. */
export function serviceChangeWord(changes: readonly UnitChange[]): ChangeWord {
  if (changes.every(({ before }) => before === undefined)) return "added";
  return changes.some(({ before, after }) => before !== after) ? "changed" : "unchanged";
}
