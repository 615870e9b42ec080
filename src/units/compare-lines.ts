/** Whether a line stays, goes or comes. */
export type Mark = " " | "-" | "+";

/** One line, and how many lines of either side stand before it. */
export interface Step {
  mark: Mark;
  line: string;
  old: number;
  new: number;
}

/** Returns the fewest steps from one list of lines to the other: their longest common subsequence stays. */
export function compareLines(before: readonly string[], after: readonly string[]): Step[] {
  const common = commonLengths(before, after);
  const steps: Step[] = [];
  let [old, fresh] = [0, 0];
  while (old < before.length || fresh < after.length) {
    const mark = nextMark(common, before, after, old, fresh);
    const line = (mark === "+" ? after[fresh] : before[old]) ?? "";
    steps.push({ mark, line, old, new: fresh });
    if (mark !== "+") old++;
    if (mark !== "-") fresh++;
  }
  return steps;
}

function nextMark(
  common: readonly number[][],
  before: readonly string[],
  after: readonly string[],
  old: number,
  fresh: number,
): Mark {
  if (old === before.length) return "+";
  if (fresh === after.length) return "-";
  if (before[old] === after[fresh]) return " ";
  return at(common, old + 1, fresh) >= at(common, old, fresh + 1) ? "-" : "+";
}

/** Returns how many lines the rests of both lists have in common, for every pair of positions. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = before.map(() => after.map(() => 0));
  for (let old = before.length - 1; old >= 0; old--) {
    for (let fresh = after.length - 1; fresh >= 0; fresh--) {
      const row = table[old] ?? [];
      const same = before[old] === after[fresh];
      row[fresh] = same
        ? at(table, old + 1, fresh + 1) + 1
        : Math.max(at(table, old + 1, fresh), at(table, old, fresh + 1));
    }
  }
  return table;
}

function at(table: readonly number[][], old: number, fresh: number): number {
  return table[old]?.[fresh] ?? 0;
}
