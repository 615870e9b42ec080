import { visible } from "../../errors/rouse-error.js";
import { isPlain, widthOf } from "./text-width.js";

/** A column of texts; a cell is undefined where there is nothing to tell. */
export interface Column<T> {
  title: string;
  cell: (row: T) => string | undefined;
  /** Numbers are aligned to the right. */
  isNumber?: boolean;
  /** The width that the column keeps when a narrow terminal has it cut; without it, nothing is cut. */
  atLeast?: number;
  /** It is left out of a narrow terminal before others get less than `wants`; the last one goes first. */
  mayGo?: boolean;
  wants?: number;
}

/** Returns lines without trailing blanks; none is wider than `width` if the columns can be cut that far. */
export function formatTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  width = Number.POSITIVE_INFINITY,
): string {
  const all = columns.map((column) => measure(column, rows));
  const table = leaveOut(all, width);
  shrink(table, width);
  return [0, ...rows.map((_, at) => at + 1)].map((at) => `${formatLine(table, at)}\n`).join("");
}

/** A column with its title and its cells, and the width that it gets. */
interface Measured extends Pick<Column<never>, "isNumber" | "atLeast" | "mayGo" | "wants"> {
  texts: string[];
  width: number;
}

function measure<T>(column: Column<T>, rows: readonly T[]): Measured {
  const texts = [column.title, ...rows.map((row) => shown(column.cell(row) ?? "-"))];
  return { ...column, texts, width: Math.max(...texts.map(widthOf)) };
}

function shown(text: string): string {
  return isPlain(text) ? text : visible(text);
}

const gap = "  ";

function leaveOut(table: readonly Measured[], width: number): Measured[] {
  const kept = [...table];
  const wanted = () => total(kept.map((one) => Math.min(one.width, one.wants ?? one.width)));
  while (wanted() > width) {
    const last = kept.findLastIndex(({ mayGo }) => mayGo);
    if (last === -1) break;
    kept.splice(last, 1);
  }
  return kept;
}

/** The last column is cut first, below what it wants only when no other has more. */
function shrink(table: readonly Measured[], width: number): void {
  for (const least of ["wants", "atLeast"] as const) {
    let over = total(table.map((one) => one.width)) - width;
    for (const column of table.toReversed()) {
      const less = Math.max(0, Math.min(over, column.width - (column[least] ?? column.width)));
      column.width -= less;
      over -= less;
    }
  }
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
}

function formatLine(table: readonly Measured[], at: number): string {
  const padded = table.map(({ texts, width, isNumber }) => {
    const text = cut(texts[at] ?? "", width);
    const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
    return isNumber ? blanks + text : text + blanks;
  });
  return padded.join(gap).trimEnd();
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
