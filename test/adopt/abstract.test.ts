import { expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { type Bind, runSteps } from "./steps.js";

const name = `rouse-${process.pid}`;

test.each(["unix", "unix-dgram", "unix-seqpacket"] as const)(
  "an abstract %s socket is found by all the bytes of its name, NULs among them",
  async (kind) => {
    const addresses = [`@${name}`, `@${name}\0`, `@${name}\0a`, `@${name}\0b`, "@r"];
    const passed = addresses.map((address) => ({ kind, address }));
    const binds: Bind[] = [...addresses, `@${name}\0c`]
      .reverse()
      .map((address) => ({ kind, address }));
    expect((await runSteps(passed, binds)).taken).toEqual(["own", 4, 3, 2, 1, 0]);
  },
);

test("abstract sockets of one name are told apart by their types", async () => {
  const kinds = ["unix", "unix-dgram", "unix-seqpacket"] as const;
  const passed = kinds.map((kind) => ({ kind, address: `@${name}` }));
  const binds: Bind[] = [...passed].reverse();
  expect((await runSteps(passed, binds)).taken).toEqual([2, 1, 0]);
});

test("an abstract name is not the path of the same bytes, and a TCP socket is neither", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const passed = [
    { kind: "tcp", address } as const,
    { kind: "unix", address: `@/${name}` } as const,
  ];
  const binds: Bind[] = [
    { kind: "unix", address: `@${name}` },
    { kind: "unix", address: `@/${name}` },
  ];
  expect((await runSteps(passed, [...binds, { kind: "tcp", address }])).taken).toEqual([
    "own",
    1,
    0,
  ]);
});
