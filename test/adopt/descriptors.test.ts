import { beforeEach, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePort } from "../harness/ports.js";
import { type Bind, runSteps, runStepsAlone, type Step } from "./steps.js";

let address: string;
let other: string;
let passed: ListeningSocket[];
let bind: Bind;

beforeEach(async () => {
  address = `127.0.0.1:${await freePort()}`;
  other = `127.0.0.1:${await freePort()}`;
  passed = [
    { kind: "tcp", address },
    { kind: "tcp", address: other },
  ];
  bind = { kind: "tcp", address };
});

test("O_NONBLOCK and FD_CLOEXEC stay as the program set them, all four ways and back", async () => {
  const ways = [[], ["SOCK_NONBLOCK"], ["SOCK_CLOEXEC"], ["SOCK_NONBLOCK", "SOCK_CLOEXEC"], []];
  const steps = ways.map((flags) => ({ ...bind, flags }));
  const { taken, results } = await runSteps(passed, steps);
  expect(taken).toEqual(ways.map(() => 0));
  expect(results.map(({ nonblock, cloexec }) => ({ nonblock, cloexec }))).toEqual(
    ways.map((flags) => ({
      nonblock: flags.includes("SOCK_NONBLOCK"),
      cloexec: flags.includes("SOCK_CLOEXEC"),
    })),
  );
});

test("duplicates made before the bind become the passed socket too, each with its own flag", async () => {
  const look = (of: string) => ({ do: "look", of }) as const;
  const { taken, results } = await runSteps(passed, [
    { ...bind, do: "socket", as: "first" },
    { do: "dup", of: "first", as: "kept" },
    { do: "dup", of: "first", as: "closing", cloexec: true },
    { do: "dup", of: "first", as: "high", from: 900 },
    { ...bind, of: "kept" },
    ...["first", "kept", "closing", "high"].map(look),
  ]);
  expect(taken).toEqual([0, 0, 0, 0, 0]);
  expect(results.slice(-4).map(({ cloexec }) => cloexec)).toEqual([true, false, true, false]);
});

test("a second bind of an adopted descriptor to its address succeeds", async () => {
  const steps: Step[] = [
    { ...bind, do: "socket", as: "it" },
    { ...bind, of: "it" },
    { ...bind, of: "it" },
  ];
  expect((await runStepsAlone(steps)).taken).toEqual(["own", "EINVAL"]);
  expect((await runSteps(passed, steps)).taken).toEqual([0, 0]);
});

test("a second bind of an adopted descriptor to another address is refused, as by the kernel", async () => {
  const { taken } = await runSteps(passed, [
    { ...bind, as: "it" },
    { ...bind, of: "it", address: other },
    { ...bind, of: "it", address: "127.0.0.1:0" },
    { ...bind, address: other },
    { do: "look", of: "it" },
  ]);
  expect(taken).toEqual([0, "EINVAL", "EINVAL", 1, 0]);
});

test("a socket is adopted again after the first descriptor was closed, and beside another", async () => {
  const { taken } = await runSteps(passed, [
    { ...bind, as: "one" },
    { do: "close", of: "one" },
    { ...bind, as: "two", listen: 5 },
    { ...bind, as: "three" },
  ]);
  expect(taken).toEqual([0, 0, 0]);
});

test("a descriptor above a lowered limit of open files is adopted, and so is the next", async () => {
  const { taken, running } = await runSteps(passed, [
    { ...bind, do: "socket", as: "low" },
    { do: "dup", of: "low", as: "high", from: 500 },
    { do: "limit", files: 100 },
    { ...bind, of: "high" },
    { ...bind },
  ]);
  expect(taken).toEqual([0, 0]);
  expect(running.output.matches(/^rouse-exec: /, "stderr")).toEqual([]);
});
