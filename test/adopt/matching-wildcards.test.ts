import { describe, test } from "vitest";
import { type CaseOf, check, tcp, udp } from "./cases.js";

describe("a program that asks for every address of a port", () => {
  test.each<[string, CaseOf]>([
    [
      "takes the one IPv4 address that the unit passes",
      (p, q) => ({
        passed: [tcp(`127.0.0.1:${p}`), tcp(`127.0.0.2:${q}`)],
        binds: [tcp(`0.0.0.0:${q}`), tcp(`0.0.0.0:${p}`)],
        taken: [1, 0],
      }),
    ],
    [
      "takes it with an IPv6 socket too, but not one of the other type",
      (p, q) => ({
        passed: [udp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${q}`)],
        binds: [udp(`[::]:${p}`), tcp(`[::]:${p}`), udp(`[::]:${q}`), tcp(`[::ffff:0.0.0.0]:${q}`)],
        taken: ["EADDRINUSE", 1, "own", 2],
      }),
    ],
    [
      "takes the one IPv6 address that the unit passes, also with IPV6_V6ONLY",
      (p, q) => ({
        passed: [tcp(`[::1]:${p}`), tcp(`[::1]:${q}`)],
        binds: [tcp(`[::]:${q}`, { v6only: true }), tcp(`[::]:${p}`)],
        taken: [1, 0],
      }),
    ],
    [
      "takes none of another port",
      (p, q) => ({
        passed: [tcp(`127.0.0.1:${p}`), tcp(`[::1]:${p}`)],
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
        passed: [tcp(`0.0.0.0:${p}`), tcp(`[::]:${q}`)],
        binds: [tcp(`127.0.0.1:${p}`), tcp(`[::1]:${q}`), tcp(`[::ffff:127.0.0.1]:${q}`)],
        taken: ["EADDRINUSE", "EADDRINUSE", "EADDRINUSE"],
      }),
    ],
    [
      "an IPv4 program when the unit passes IPv6",
      (p, q) => ({
        passed: [udp(`[::]:${p}`), tcp(`[::]:${q}`)],
        binds: [udp(`0.0.0.0:${p}`), tcp(`127.0.0.1:${q}`)],
        taken: ["EADDRINUSE", "EADDRINUSE"],
      }),
    ],
    [
      "a program that asks for any free port",
      (p) => ({
        passed: [tcp(`127.0.0.1:${p}`), tcp(`[::1]:${p}`)],
        binds: [tcp("127.0.0.1:0"), tcp("[::1]:0"), tcp("0.0.0.0:0"), tcp("[::]:0")],
        taken: ["own", "own", "own", "own"],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});
