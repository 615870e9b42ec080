import { describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps } from "./steps.js";

type Passed = Pick<ListeningSocket, "kind" | "address" | "v6only" | "options">;

interface Case {
  passed: Passed[];
  binds: Bind[];
  /** What each bind gets: the number of a passed socket, a socket of its own, or an errno. */
  taken: (number | string)[];
}

type CaseOf = (p: number, q: number) => Case;

/** Lets two sockets listen on addresses that overlap. */
const beside: Passed["options"] = [["SOL_SOCKET", "SO_REUSEPORT", 1]];

const tcp = (address: string, more: Omit<Bind, "kind" | "address"> = {}) =>
  ({ kind: "tcp", address, ...more }) as const;
const udp = (address: string, more: Omit<Bind, "kind" | "address"> = {}) =>
  ({ kind: "udp", address, ...more }) as const;
const passedTcp = (address: string, more: Omit<Passed, "kind" | "address"> = {}): Passed => ({
  kind: "tcp",
  address,
  ...more,
});

async function check(caseOf: CaseOf): Promise<void> {
  const { passed, binds, taken } = caseOf(await freePortPair(), await freePortPair());
  const steps = await runSteps(passed, binds);
  expect(steps.taken, steps.running.output.all()).toEqual(taken);
}

describe("the same family, type, address and port", () => {
  test.each<[string, CaseOf]>([
    [
      "fit on IPv4, and nothing else does",
      (p, q) => ({
        passed: [
          passedTcp(`127.0.0.1:${p}`),
          passedTcp(`127.0.0.1:${q}`),
          passedTcp(`127.0.0.2:${p}`),
        ],
        binds: [
          tcp(`127.0.0.2:${p}`),
          tcp(`127.0.0.3:${p}`),
          tcp(`127.0.0.1:${q}`),
          tcp(`127.0.0.2:${q}`),
          tcp(`127.0.0.1:${p}`),
        ],
        taken: [2, "own", 1, "own", 0],
      }),
    ],
    [
      "fit on IPv6, and nothing else does",
      (p, q) => ({
        passed: [passedTcp(`[::1]:${p}`), passedTcp(`[::]:${q}`)],
        binds: [tcp(`[::]:${q}`), tcp(`[::1]:${p}`), tcp(`127.0.0.1:${p}`)],
        taken: [1, 0, "own"],
      }),
    ],
    [
      "tell TCP from UDP on one port",
      (p, q) => ({
        passed: [
          { kind: "udp", address: `127.0.0.1:${p}` },
          passedTcp(`127.0.0.1:${p}`),
          { kind: "udp", address: `127.0.0.1:${q}` },
        ],
        binds: [tcp(`127.0.0.1:${p}`), udp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${q}`)],
        taken: [1, 0, "own"],
      }),
    ],
    [
      "come before a wider and a narrower address",
      (p) => ({
        passed: [
          passedTcp(`0.0.0.0:${p}`, { options: beside }),
          passedTcp(`127.0.0.1:${p}`, { options: beside }),
        ],
        binds: [tcp(`127.0.0.1:${p}`), tcp(`0.0.0.0:${p}`)],
        taken: [1, 0],
      }),
    ],
    [
      "keep IPv4 and IPv6 of one port apart, as nginx binds them",
      (p) => ({
        passed: [passedTcp(`[::]:${p}`, { v6only: true }), passedTcp(`0.0.0.0:${p}`)],
        binds: [tcp(`0.0.0.0:${p}`), tcp(`[::]:${p}`, { v6only: true })],
        taken: [1, 0],
      }),
    ],
    [
      "come before the IPv4 socket that an IPv6 program could take",
      (p) => ({
        passed: [passedTcp(`0.0.0.0:${p}`), passedTcp(`[::]:${p}`, { v6only: true })],
        binds: [tcp(`[::]:${p}`)],
        taken: [1],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});

describe("an IPv6 program with the IPv4 socket of the same address", () => {
  test.each<[string, CaseOf]>([
    [
      "takes it for ::ffff:127.0.0.1",
      (p, q) => ({
        passed: [
          passedTcp(`127.0.0.2:${p}`),
          passedTcp(`127.0.0.1:${p}`),
          passedTcp(`127.0.0.1:${q}`),
          { kind: "udp", address: `127.0.0.1:${p}` },
        ],
        binds: [
          tcp(`[::ffff:127.0.0.1]:${q}`),
          tcp(`[::ffff:127.0.0.3]:${p}`),
          udp(`[::ffff:127.0.0.1]:${p}`),
          tcp(`[::ffff:127.0.0.1]:${p}`),
        ],
        taken: [2, "own", 3, 1],
      }),
    ],
    [
      "takes it for ::, rather than a narrower one",
      (p) => ({
        passed: [
          passedTcp(`127.0.0.1:${p}`, { options: beside }),
          passedTcp(`0.0.0.0:${p}`, { options: beside }),
        ],
        binds: [tcp(`[::]:${p}`)],
        taken: [1],
      }),
    ],
    [
      "leaves it alone with IPV6_V6ONLY, and binds beside it",
      (p) => ({
        passed: [passedTcp(`0.0.0.0:${p}`)],
        binds: [tcp(`[::]:${p}`, { v6only: true }), tcp(`[::ffff:0.0.0.0]:${p}`, { v6only: true })],
        taken: ["own", "EINVAL"],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});

describe("a program that asks for every address of a port", () => {
  test.each<[string, CaseOf]>([
    [
      "takes the one IPv4 address that the unit passes",
      (p, q) => ({
        passed: [passedTcp(`127.0.0.1:${p}`), passedTcp(`127.0.0.2:${q}`)],
        binds: [tcp(`0.0.0.0:${q}`), tcp(`0.0.0.0:${p}`)],
        taken: [1, 0],
      }),
    ],
    [
      "takes it with an IPv6 socket too, but not one of the other type",
      (p, q) => ({
        passed: [
          { kind: "udp", address: `127.0.0.1:${p}` },
          passedTcp(`127.0.0.1:${p}`),
          passedTcp(`127.0.0.1:${q}`),
        ],
        binds: [udp(`[::]:${p}`), tcp(`[::]:${p}`), udp(`[::]:${q}`), tcp(`[::ffff:0.0.0.0]:${q}`)],
        taken: [0, 1, "own", 2],
      }),
    ],
    [
      "takes the one IPv6 address that the unit passes, also with IPV6_V6ONLY",
      (p, q) => ({
        passed: [passedTcp(`[::1]:${p}`), passedTcp(`[::1]:${q}`)],
        binds: [tcp(`[::]:${q}`, { v6only: true }), tcp(`[::]:${p}`)],
        taken: [1, 0],
      }),
    ],
    [
      "takes none of the other family when it speaks only one",
      (p, q) => ({
        passed: [passedTcp(`127.0.0.1:${p}`), passedTcp(`[::1]:${q}`)],
        binds: [tcp(`[::]:${p}`, { v6only: true }), tcp(`0.0.0.0:${q}`)],
        taken: ["own", "own"],
      }),
    ],
    [
      "takes none of another port",
      (p, q) => ({
        passed: [passedTcp(`127.0.0.1:${p}`), passedTcp(`[::1]:${p}`)],
        binds: [tcp(`0.0.0.0:${q}`), tcp(`[::]:${q}`, { v6only: true })],
        taken: ["own", "own"],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});

describe("no passed socket fits", () => {
  test.each<[string, CaseOf]>([
    [
      "a program that asks for less than the unit passes",
      (p, q) => ({
        passed: [passedTcp(`0.0.0.0:${p}`), passedTcp(`[::]:${q}`)],
        binds: [tcp(`127.0.0.1:${p}`), tcp(`[::1]:${q}`), tcp(`[::ffff:127.0.0.1]:${q}`)],
        taken: ["EADDRINUSE", "EADDRINUSE", "EADDRINUSE"],
      }),
    ],
    [
      "an IPv4 program when the unit passes IPv6",
      (p, q) => ({
        passed: [passedTcp(`[::]:${p}`), passedTcp(`[::]:${q}`)],
        binds: [tcp(`0.0.0.0:${p}`), tcp(`127.0.0.1:${q}`)],
        taken: ["EADDRINUSE", "EADDRINUSE"],
      }),
    ],
    [
      "a program that asks for any free port",
      (p) => ({
        passed: [passedTcp(`127.0.0.1:${p}`), passedTcp(`[::1]:${p}`)],
        binds: [tcp("127.0.0.1:0"), tcp("[::1]:0"), tcp("0.0.0.0:0"), tcp("[::]:0")],
        taken: ["own", "own", "own", "own"],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});
