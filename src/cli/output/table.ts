import { visible } from "../../errors/rouse-error.js";

/** A row of texts below each title; undefined where there is nothing to tell. */
export interface Column<T> {
  title: string;
  cell: (row: T) => string | undefined;
  /** Numbers stand right. */
  isNumber?: boolean;
  /** What may be cut when the terminal is narrow, to this width at least. */
  atLeast?: number;
}

/** Lines without trailing blanks; none is wider than `width`, where that can be done. */
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

/** Nearly all that is shown, which goes the short way. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

const gap = "  ";

/** The last column gives first. */
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

/** How many places of a terminal a text takes. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length;
  return [...text].reduce((sum, character) => sum + widthOfCharacter(character), 0);
}

/** Marks stand on the letter before them; East Asian letters and pictures are two wide (UAX #11). */
function widthOfCharacter(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
