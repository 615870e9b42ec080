import type { Tally } from "../test/sleep/tally.js";
import { failed } from "../test/sleep/tally.js";
import { atMost, type Goal, type Measured } from "./measure.js";

export function noneOf(what: string): Goal {
  return {
    what: `requests lost, refused or reset in ${what}`,
    target: atMost(0),
    mustBeMet: true,
  };
}

export function failedRow(goal: Goal, tallies: readonly Tally[], more?: string): Measured {
  const sum = (count: (tally: Tally) => number) =>
    tallies.reduce((all, tally) => all + count(tally), 0);
  const counts = (["lost", "refused", "reset", "late"] as const).map(
    (kind) => `${sum((tally) => tally[kind])} ${kind}`,
  );
  const wakes = `${sum(({ cycles }) => cycles).toLocaleString("en")} wakes`;
  const slowest = `worst wait ${Math.max(...tallies.map(({ slowestMs }) => slowestMs))} ms`;
  return {
    ...goal,
    samples: [sum(failed)],
    unit: `of ${sum(({ requests }) => requests).toLocaleString("en")}`,
    beside: [...counts, wakes, slowest, more ?? []].flat().join(" · "),
  };
}
