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
}

/** Returns lines without trailing blanks; none is wider than `width` if the columns can be cut that far. */
export function formatTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  width = Number.POSITIVE_INFINITY,
): string {
  const table = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => shown(cell(row) ?? "-"))),
  ];
  const widths = columns.map((_, at) => Math.max(...table.map((line) => widthOf(line[at] ?? ""))));
  shrink(widths, columns, width);
  return table.map((line) => `${formatLine(line, widths, columns)}\n`).join("");
}

function shown(text: string): string {
  return isPlain(text) ? text : visible(text);
}

const gap = "  ";

/** The last column is cut first. */
function shrink(widths: number[], columns: readonly { atLeast?: number }[], width: number): void {
  let over = widths.reduce((sum, one) => sum + one + gap.length, -gap.length) - width;
  for (let at = columns.length - 1; at >= 0 && over > 0; at--) {
    const [now = 0, least = now] = [widths[at], columns[at]?.atLeast];
    const less = Math.min(over, Math.max(0, now - least));
    widths[at] = now - less;
    over -= less;
  }
}

function formatLine(
  cells: readonly string[],
  widths: readonly number[],
  columns: readonly { isNumber?: boolean }[],
): string {
  const padded = cells.map((cell, at) => {
    const text = cut(cell, widths[at] ?? 0);
    const blanks = " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)));
    return columns[at]?.isNumber ? blanks + text : text + blanks;
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
