import { visible } from "../../errors/rouse-error.js";
import { compareLines, type Mark, type Step } from "../../units/compare-lines.js";

/** A file before and after; undefined where there is none. */
interface FileChange {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** Returns what changes, as `diff -u` shows it; empty when nothing does. */
export function formatDiff(changes: readonly FileChange[], paint: Paint = plain): string {
  return changes.map((change) => formatFile(change, paint)).join("");
}

/** Colours a line by its first character: `-`, `+`, `@` or a space. */
type Paint = (line: string) => string;

/** Returns colours for a terminal, unless NO_COLOR forbids them (no-color.org). */
export function diffPaint(isTerminal: boolean, env = process.env): Paint {
  return isTerminal && !env.NO_COLOR ? coloured : plain;
}

function plain(line: string): string {
  return line;
}

const colours: Record<string, string> = { "-": "31", "+": "32", "@": "36" };

function coloured(line: string): string {
  const colour = colours[line.charAt(0)];
  return colour === undefined ? line : `\u001b[${colour}m${line}\u001b[0m`;
}

function formatFile({ path, before, after }: FileChange, paint: Paint): string {
  if (before === after) return "";
  const steps = compareLines(linesOf(before), linesOf(after));
  const from = before === undefined ? "/dev/null" : path;
  const to = after === undefined ? "/dev/null" : path;
  const lines = [`--- ${from}`, `+++ ${to}`, ...hunksOf(steps).flatMap(formatHunk)];
  return lines.map((line) => `${paint(visible(line).replaceAll("\\u{9}", "\t"))}\n`).join("");
}

function linesOf(text = ""): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

const context = 3;

/** Returns the steps around each change; two changes with less than twice the context between them share a hunk. */
function hunksOf(steps: readonly Step[]): Step[][] {
  const isNear = (index: number) =>
    steps.slice(Math.max(0, index - context), index + context + 1).some(({ mark }) => mark !== " ");
  const hunks: Step[][] = [];
  for (const [index, step] of steps.entries()) {
    if (!isNear(index)) continue;
    if (index === 0 || !isNear(index - 1)) hunks.push([]);
    hunks.at(-1)?.push(step);
  }
  return hunks;
}

function formatHunk(hunk: readonly Step[]): string[] {
  const count = (without: Mark) => hunk.filter(({ mark }) => mark !== without).length;
  const range = (before: number, length: number) =>
    `${length === 0 ? before : before + 1},${length}`;
  const [first] = hunk;
  const head = `@@ -${range(first?.old ?? 0, count("+"))} +${range(first?.new ?? 0, count("-"))} @@`;
  return [head, ...hunk.map(({ mark, line }) => mark + line)];
}
