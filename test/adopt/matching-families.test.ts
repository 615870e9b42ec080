import { describe, test } from "vitest";
import { beside, type CaseOf, check, tcp, udp } from "./cases.js";

describe("an IPv6 program with the IPv4 socket of the same address", () => {
  test.each<[string, CaseOf]>([
    [
      "takes it for ::ffff:127.0.0.1, by TCP",
      (p, q) => ({
        passed: [
          tcp(`127.0.0.2:${p}`),
          tcp(`127.0.0.1:${p}`),
          tcp(`127.0.0.1:${q}`),
          udp(`127.0.0.1:${p}`),
        ],
        binds: [
          tcp(`[::ffff:127.0.0.1]:${q}`),
          tcp(`[::ffff:127.0.0.3]:${p}`),
          udp(`[::ffff:127.0.0.1]:${p}`),
          tcp(`[::ffff:127.0.0.1]:${p}`),
        ],
        taken: [2, "own", "EADDRINUSE", 1],
      }),
    ],
    [
      "takes it for ::, rather than a narrower one",
      (p) => ({
        passed: [
          tcp(`127.0.0.1:${p}`, { options: beside }),
          tcp(`0.0.0.0:${p}`, { options: beside }),
        ],
        binds: [tcp(`[::]:${p}`)],
        taken: [1],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});

describe("a program that binds both families, with a socket of one of them", () => {
  const only6 = { v6only: true };
  test.each<[string, CaseOf]>([
    [
      "has 127.0.0.1 twice, for ::1 or :: as well",
      (p, q) => ({
        passed: [tcp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${q}`)],
        binds: [
          tcp(`127.0.0.1:${p}`),
          tcp(`[::1]:${p}`),
          tcp(`0.0.0.0:${q}`),
          tcp(`[::]:${q}`, only6),
        ],
        taken: [0, 0, 1, 1],
      }),
    ],
    [
      "has one address or 0.0.0.0 twice, for :: alone too",
      (p, q) => ({
        passed: [tcp(`127.0.0.2:${p}`), tcp(`0.0.0.0:${q}`)],
        binds: [tcp(`[::]:${p}`, only6), tcp(`[::]:${q}`, only6), tcp(`0.0.0.0:${q}`)],
        taken: [0, 1, 1],
      }),
    ],
    [
      "has IPv6, and IPv4 where nobody is heard",
      (p, q) => ({
        passed: [tcp(`[::]:${p}`), tcp(`[::1]:${q}`)],
        binds: [
          tcp(`[::]:${p}`, only6),
          tcp(`0.0.0.0:${p}`),
          tcp(`[::1]:${q}`),
          tcp(`127.0.0.1:${q}`),
          tcp(`0.0.0.0:${q}`),
        ],
        taken: [0, "own", 1, "own", "own"],
      }),
    ],
    [
      "has the IPv6 socket for IPv4 clients",
      (p) => ({
        passed: [tcp(`[::ffff:127.0.0.1]:${p}`)],
        binds: [tcp(`[::1]:${p}`), tcp(`[::]:${p}`), tcp(`[::ffff:127.0.0.1]:${p}`)],
        taken: [0, 0, 0],
      }),
    ],
    [
      "is told that the address is in use where the passed socket is wider",
      (p, q) => ({
        passed: [tcp(`0.0.0.0:${p}`), tcp(`[::]:${q}`, only6)],
        binds: [tcp(`[::1]:${p}`), tcp(`127.0.0.1:${q}`)],
        taken: ["EADDRINUSE", "EADDRINUSE"],
      }),
    ],
    [
      "has each its own where both were passed, and any loopback for another",
      (p, q) => ({
        passed: [tcp(`127.0.0.1:${p}`), tcp(`[::1]:${p}`), tcp(`127.0.0.2:${q}`)],
        binds: [tcp(`[::1]:${p}`), tcp(`127.0.0.1:${p}`), tcp(`[::1]:${q}`)],
        taken: [1, 0, 2],
      }),
    ],
    [
      "gets EINVAL for ::ffff:A with IPV6_V6ONLY, as without us",
      (p) => ({
        passed: [tcp(`0.0.0.0:${p}`)],
        binds: [tcp(`[::ffff:0.0.0.0]:${p}`, only6)],
        taken: ["EINVAL"],
      }),
    ],
    [
      "keeps its datagrams apart by family",
      (p) => ({
        passed: [udp(`127.0.0.1:${p}`)],
        binds: [udp(`[::1]:${p}`), udp(`[::]:${p}`), udp(`127.0.0.1:${p}`)],
        taken: ["own", "EADDRINUSE", 0],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});
