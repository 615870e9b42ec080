import { visible } from "../../errors/rouse-error.js";
import { isPlain, widthOf } from "./text-width.js";
import { longestWord, wrap } from "./wrap.js";

/** A column of texts; a cell is undefined where there is nothing to tell. */
export interface Column<T> {
  title: string;
  cell: (row: T) => string | undefined;
  /** Numbers are aligned to the right. */
  isNumber?: boolean;
  /** The width that the column keeps when a narrow terminal has it cut; without it, nothing is cut. */
  atLeast?: number;
  /**
   * Of the last column: its text is wrapped and never cut. Where it would be narrower than `wants` or than its longest
   * word, it stands below each line, with no title.
   */
  isWrapped?: boolean;
  /** It is left out of a narrow terminal before others get less than `wants`; the last one goes first. */
  mayGo?: boolean;
  wants?: number;
}

/**
 * Returns lines without trailing blanks; none is wider than `width` if the columns can be cut that far, unless a word
 * of a wrapped text is.
 */
export function formatTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  width = Number.POSITIVE_INFINITY,
): string {
  const all = columns.map((column) => measure(column, rows));
  const lines = [0, ...rows.map((_, at) => at + 1)];
  const beside = within(all, width);
  const last = all.at(-1);
  if (!last?.isWrapped || hasRoom(beside)) {
    return lines.flatMap((at) => formatRow(beside, at)).join("");
  }
  const table = within(all.slice(0, -1), width);
  const below = (at: number) => (at === 0 ? [] : wrap(last.texts[at] ?? "", width - gap.length));
  return lines
    .flatMap((at) => [...formatRow(table, at), ...below(at).map((text) => `${gap}${text}\n`)])
    .join("");
}

/** Returns the columns that stay on a terminal of this width, each as wide as it may be there. */
function within(all: readonly Measured[], width: number): Measured[] {
  const table = leaveOut(all, width).map((one) => ({ ...one }));
  shrink(table, width);
  return table;
}

/** Tells whether the wrapped column is wide enough to stand beside the others. */
function hasRoom(table: readonly Measured[]): boolean {
  const wrapped = table.at(-1);
  if (wrapped === undefined) return true;
  const { texts, width, wants = 0 } = wrapped;
  return width >= Math.min(wants, Math.max(...texts.map(widthOf))) && width >= longestWord(texts);
}

/** A column with its title and its cells, and the width that it gets. */
interface Measured
  extends Pick<Column<never>, "isNumber" | "isWrapped" | "atLeast" | "mayGo" | "wants"> {
  texts: string[];
  width: number;
}

function measure<T>(column: Column<T>, rows: readonly T[]): Measured {
  const texts = [column.title, ...rows.map((row) => shown(column.cell(row) ?? "-"))];
  const width = Math.max(...texts.map(widthOf));
  return { ...column, texts, width };
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

/** Returns the lines of a row: one, or as many as a wrapped text needs. */
function formatRow(table: readonly Measured[], at: number): string[] {
  const cells = table.map(({ texts, width, isWrapped }) => {
    const text = texts[at] ?? "";
    return isWrapped ? wrap(text, width) : [cut(text, width)];
  });
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((lines) => lines[line] ?? "");
    return `${formatLine(table, texts)}\n`;
  });
}

function formatLine(table: readonly Measured[], texts: readonly string[]): string {
  const padded = table.map(({ width, isNumber }, at) => {
    const text = texts[at] ?? "";
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
