import { expect, test } from "vitest";
import { Group, kinds, type Member } from "./group.js";

const rounds = 6;
const clients = 10;

/** The same order at each run: a failure can be seen again. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (state * 1_103_515_245 + 12_345) % 2 ** 31) yield state;
}

test.each([
  ["streams", ["tcp", "unix", "tcp"]],
  ["all kinds of sockets", [...kinds]],
] as const)(
  "three services of a group, %s: never two at once, and no client is lost",
  async (_, all) => {
    const group = new Group();
    const idle = ["--exit-idle-time=200ms"];
    const members: Member[] = [];
    for (const [index, kind] of all.entries())
      members.push(await group.add(`s${index}`, kind, idle));
    const visit = async (seed: number) => {
      const order = numbers(seed);
      for (let round = 0; round < rounds; round++) {
        await members[(order.next().value >> 8) % members.length]?.ask();
      }
    };
    await Promise.all(Array.from({ length: clients }, (_unused, seed) => visit(seed + 1)));
    expect(group.violations).toEqual([]);
    expect(new Set(group.runs).size).toBe(members.length);
  },
);
