import { anonymous, descendants, fds, guards } from "../test/harness/procs.js";
import { atMost, type Goal, type Measured } from "./measure.js";

/** All that a rouse-exec has. */
export interface Held {
  /** That it has written to; of its file it reads another page now and then. */
  kB: number;
  descriptors: number;
  /** The guard and the program with its own. */
  processes: number;
}

const units: (keyof Held)[] = ["kB", "descriptors", "processes"];

export function heldBy(pid: number): Held {
  const bytes = anonymous(pid);
  if (bytes === undefined) throw new Error(`the rouse-exec of pid ${pid} has ended`);
  const processes = descendants(pid).length + guards(pid).length;
  return { kB: bytes / 1024, descriptors: fds(pid).size, processes };
}

export function growthIn(what: string): Goal {
  return {
    what: `kB, descriptors and processes that rouse-exec gained in ${what}`,
    target: atMost(0),
    mustBeMet: true,
  };
}

/** What one rouse-exec had at the beginning, halfway and at the end. */
export type Looks = readonly [before: Held, halfway: Held, after: Held];

/** The row for all of them; what one gained does not make up for what another lost. */
export function growthRow(goal: Goal, each: readonly Looks[]): Measured {
  const all = each.flatMap((looks) => units.map((unit) => gained(unit, looks)));
  const samples = [all.reduce((sum, gain) => sum + gain, 0)];
  const shown = each.map((looks) => looks.map(text).join(" → "));
  return { ...goal, samples, beside: [...new Set(shown)].join(" · ") };
}

/** It writes to some pages of its static data for the first time when something rare happens: once, not in both halves. */
function gained(unit: keyof Held, [before, halfway, after]: Looks): number {
  const halves = [halfway[unit] - before[unit], after[unit] - halfway[unit]];
  const gain = unit === "kB" ? Math.min(...halves) : after[unit] - before[unit];
  return Math.max(0, gain);
}

function text(held: Held): string {
  return units.map((unit) => `${held[unit]} ${unit}`).join(", ");
}
