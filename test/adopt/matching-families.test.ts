import { describe, test } from "vitest";
import { beside, type CaseOf, check, tcp, udp } from "./cases.js";

describe("an IPv6 program with the IPv4 socket of the same address", () => {
  test.each<[string, CaseOf]>([
    [
      "takes it for ::ffff:127.0.0.1",
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
        taken: [2, "own", 3, 1],
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
    [
      "leaves it alone with IPV6_V6ONLY, and binds beside it",
      (p) => ({
        passed: [tcp(`0.0.0.0:${p}`)],
        binds: [tcp(`[::]:${p}`, { v6only: true }), tcp(`[::ffff:0.0.0.0]:${p}`, { v6only: true })],
        taken: ["own", "EINVAL"],
      }),
    ],
  ])("%s", (_, caseOf) => check(caseOf));
});
