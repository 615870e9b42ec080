import type { Measured, Row, Target } from "./measure.js";
import { type Summary, summarize } from "./pairs.js";

const titles = ["measure", "median", "spread", "pairs", "target", "verdict"];

/** The rows under their titles; below a row what its figures were made of. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf);
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const lines = rows.flatMap((row, index) => [line(cells[index] ?? []), ...besides(row)]);
  return [line(titles), line(widths.map((width) => "─".repeat(width))), ...lines].join("\n");
}

function cellsOf(row: Row): string[] {
  const target = row.target ? `${row.target.is} ${format(row.target.value)}` : "—";
  if ("reason" in row) return [row.what, "—", "—", "0", target, `not measured: ${row.reason}`];
  const summary = summarize(row.samples);
  return [
    row.what,
    [format(summary.median), row.unit].filter(Boolean).join(" "),
    spreadOf(row, summary),
    String(row.samples.length),
    target,
    verdict(summary.median, row.target),
  ];
}

function spreadOf({ samples }: Measured, { low, high, spread }: Summary): string {
  return samples.length < 2 ? "—" : `${format(low)}–${format(high)} ${spread}`;
}

export function verdict(value: number, target: Target | undefined): string {
  if (!target) return "—";
  return isMet(value, target) ? "met" : "not met";
}

/** It had to be met, on this machine as on any, and was not. */
export function isBroken(row: Row): boolean {
  if (!row.mustBeMet || !row.target || "reason" in row) return false;
  return !isMet(summarize(row.samples).median, row.target);
}

function isMet(value: number, target: Target): boolean {
  if (target.is === "≥") return value >= target.value;
  return target.is === "≤" ? value <= target.value : value < target.value;
}

function besides(row: Row): string[] {
  return "beside" in row && row.beside ? [`  ${row.beside}`] : [];
}

/** Three significant digits, and never fewer than the whole part. */
export function format(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: digits });
}
