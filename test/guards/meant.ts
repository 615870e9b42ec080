import { expect } from "vitest";
import type { Calls } from "./calls.js";
import { type File, look } from "./file.js";

/**
 * The spelling means the passed socket at `path` to every guard: its file stays, and what is bound beside it and
 * renamed onto it is adopted.
 */
export async function checkMeant(
  calls: Calls,
  spelling: string,
  path: string,
  before: File | undefined,
): Promise<void> {
  const call = (text: string) => text.replaceAll("S", spelling);
  const probe = await calls.make("socket 1 1 0");
  expect([spelling, await calls.make(call(`connect ${probe} S`))]).toEqual([
    spelling,
    "ECONNREFUSED",
  ]);
  const steps = ["unlink S", "chmod S 0777", "chown S 1 1", "rename S S.away"];
  expect([spelling, await calls.makeAll(steps.map(call))]).toEqual([spelling, [0, 0, 0, 0]]);
  const fd = await calls.bind("unix", `${spelling}.tmp`);
  expect([spelling, await calls.make(call("rename S.tmp S"))]).toEqual([spelling, 0]);
  expect([spelling, calls.holdsPassed(fd)]).toEqual([spelling, true]);
  await calls.make(`close ${fd}`);
  expect([look(path), look(`${path}.tmp`)]).toEqual([before, undefined]);
  expect(calls.told).toEqual([]);
}
