import { expect, test } from "vitest";
import { type Event, lifecycle, type State } from "../../src/idle/lifecycle.js";

const states: State[] = ["used", "quiet", "leaving", "over"];
const events: Event[] = ["used", "quiet", "touched", "due", "leave", "cancel"];

test("the lifecycle is this table, of every state and event", () => {
  const rows = states.map((state) => {
    const cells = events.map((event) => lifecycle[state][event]?.join(" ") ?? "-");
    return `${state}: ${cells.join(" | ")}`;
  });
  expect(rows).toEqual([
    "used: - | quiet startClock | - | - | - | over stop",
    "quiet: used | quiet hurry | quiet startClock | quiet look | leaving goAway | over stop",
    "leaving: - | - | - | - | - | -",
    "over: - | - | - | - | - | -",
  ]);
});
