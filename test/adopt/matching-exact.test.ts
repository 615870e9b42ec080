import { describe, test } from "vitest";
import { beside, type CaseOf, check, tcp, udp } from "./cases.js";

describe("the same family, type, address and port", () => {
  test.each<[string, CaseOf]>([
    [
      "fit on IPv4, and nothing else does",
      (p, q) => ({
        passed: [tcp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${q}`), tcp(`127.0.0.2:${p}`)],
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
        passed: [tcp(`[::1]:${p}`), tcp(`[::]:${q}`)],
        binds: [tcp(`[::]:${q}`), tcp(`[::1]:${p}`), tcp(`127.0.0.1:${p}`)],
        taken: [1, 0, "own"],
      }),
    ],
    [
      "tell TCP from UDP on one port",
      (p, q) => ({
        passed: [udp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${p}`), udp(`127.0.0.1:${q}`)],
        binds: [tcp(`127.0.0.1:${p}`), udp(`127.0.0.1:${p}`), tcp(`127.0.0.1:${q}`)],
        taken: [1, 0, "own"],
      }),
    ],
    [
      "come before a wider and a narrower address",
      (p) => ({
        passed: [
          tcp(`0.0.0.0:${p}`, { options: beside }),
          tcp(`127.0.0.1:${p}`, { options: beside }),
        ],
        binds: [tcp(`127.0.0.1:${p}`), tcp(`0.0.0.0:${p}`)],
        taken: [1, 0],
      }),
    ],
    [
      "keep IPv4 and IPv6 of one port apart, as nginx binds them",
      (p) => ({
        passed: [tcp(`[::]:${p}`, { v6only: true }), tcp(`0.0.0.0:${p}`)],
        binds: [tcp(`0.0.0.0:${p}`), tcp(`[::]:${p}`, { v6only: true })],
        taken: [1, 0],
      }),
    ],
    [
      "come before the IPv4 socket that an IPv6 program could take",
      (p) => ({
        passed: [tcp(`0.0.0.0:${p}`), tcp(`[::]:${p}`, { v6only: true })],
        binds: [tcp(`[::]:${p}`)],
        taken: [1],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});
