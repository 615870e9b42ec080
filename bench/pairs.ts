import type { Settings } from "./measure.js";
import { progress } from "./progress.js";

type Samples<K extends string> = Record<K, number[]>;

/** No measure takes longer by default, however slow the machine: it then has fewer pairs. */
const budgetMs = 40_000;
const fewest = 3;

/** A B A B …: what slows the machine down for a while slows down both. */
export async function inTurn<K extends string>(
  arms: Record<K, () => Promise<number>>,
  { rounds }: Settings,
  usual: number,
): Promise<Samples<K>> {
  const names = Object.keys(arms) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as Record<string, number[]>;
  const end = performance.now() + budgetMs;
  const wanted = rounds ?? usual;
  for (let round = 1; round <= wanted; round++) {
    if (rounds === undefined && round > fewest && performance.now() > end) break;
    for (const name of names) samples[name]?.push(await arms[name]());
    progress(round, wanted);
  }
  return samples as Samples<K>;
}

/** Each A divided by the B that was measured next to it. */
export function ratios(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value / (b[index] ?? Number.NaN));
}

export function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value - (b[index] ?? Number.NaN));
}

export interface Summary {
  median: number;
  low: number;
  high: number;
  /** What low and high are. */
  spread: "p10–p90" | "min–max";
}

/** With fewer than ten samples the tenth percentile would be a guess: then all of them. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const cut = sorted.length < 10 ? 0 : 0.1;
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, cut),
    high: quantile(sorted, 1 - cut),
    spread: cut === 0 ? "min–max" : "p10–p90",
  };
}

export function median(samples: readonly number[]): number {
  return summarize(samples).median;
}

/** Between the two nearest samples. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] ?? Number.NaN;
  const upper = sorted[Math.ceil(place)] ?? Number.NaN;
  return lower + (upper - lower) * (place - Math.floor(place));
}
