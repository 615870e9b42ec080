import { type Shape, shapes } from "./shapes.js";

/** A line of the compatibility table. */
export interface Row {
  server: string;
  package: string;
  /** The command that prints its version. */
  version: string;
  shapes: readonly Shape[];
  /** How the client that woke it was answered. */
  firstClient: string;
  notes: string;
}

export const titles = ["server", "Debian package", "version", ...shapes, "first client", "notes"];

/** In Markdown, and sorted. */
export function markdown(rows: readonly Row[], versionOf: (row: Row) => string): string[] {
  const byName = [...rows].sort((a, b) => a.server.localeCompare(b.server, "en"));
  const cells = byName.map((row) => cellsOf(row, versionOf(row)));
  return [titles, titles.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`);
}

function cellsOf(row: Row, version: string): string[] {
  const marks = shapes.map((shape) => (row.shapes.includes(shape) ? "yes" : "—"));
  return [row.server, row.package, version, ...marks, row.firstClient, row.notes];
}
