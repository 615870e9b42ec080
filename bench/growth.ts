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

/** The row for what each had before and after; what one gained does not make up for what another lost. */
export function growthRow(goal: Goal, pairs: readonly [before: Held, after: Held][]): Measured {
  const gained = (of: keyof Held) =>
    pairs.reduce((sum, [before, after]) => sum + Math.max(0, after[of] - before[of]), 0);
  const samples = [units.reduce((sum, unit) => sum + gained(unit), 0)];
  const shown = pairs.map(([before, after]) => `${text(before)} → ${text(after)}`);
  return { ...goal, samples, beside: [...new Set(shown)].join(" · ") };
}

function text(held: Held): string {
  return units.map((unit) => `${held[unit]} ${unit}`).join(", ");
}
