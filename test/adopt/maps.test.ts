import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { type Bind, runSteps } from "./steps.js";

interface Case {
  maps: string[];
  passed: ListeningSocket[];
  binds: Bind[];
  taken: (number | string)[];
}

type CaseOf = (p: number, q: number, folder: string) => Case;

const passed = (kind: ListeningSocket["kind"], address: string, name: string) => ({
  kind,
  address,
  name,
});
const bind = (kind: ListeningSocket["kind"], address: string): Bind => ({ kind, address });

describe("--map", () => {
  test.each<[string, CaseOf]>([
    [
      "ADDR:PORT=NAME comes before what fits exactly, and names one address",
      (p, q) => ({
        maps: [`127.0.0.1:${p}=b`],
        passed: [passed("tcp", `127.0.0.1:${p}`, "a"), passed("tcp", `127.0.0.1:${q}`, "b")],
        binds: [bind("tcp", `127.0.0.1:${p}`), bind("tcp", `127.0.0.2:${p}`)],
        taken: [1, "own"],
      }),
    ],
    [
      "[ADDR]:PORT=NAME names an IPv6 address",
      (p, q) => ({
        maps: [`[::1]:${p}=b`],
        passed: [passed("tcp", `[::1]:${p}`, "a"), passed("tcp", `[::1]:${q}`, "b")],
        binds: [bind("tcp", `[::1]:${p}`)],
        taken: [1],
      }),
    ],
    [
      "*:PORT=NAME names every address of the port, of both families",
      (p, q) => ({
        maps: [`*:${q}=b`],
        passed: [passed("tcp", `127.0.0.1:${p}`, "a"), passed("tcp", `127.0.0.2:${p}`, "b")],
        binds: [
          bind("tcp", `127.0.0.7:${q}`),
          bind("tcp", `0.0.0.0:${q}`),
          bind("tcp", `[::1]:${q}`),
          bind("tcp", `127.0.0.3:${p}`),
        ],
        taken: [1, 1, 1, "own"],
      }),
    ],
    [
      "ADDR:*=NAME names every port of the address but 0",
      (p, q) => ({
        maps: ["127.0.0.2:*=b"],
        passed: [passed("tcp", `127.0.0.1:${p}`, "a"), passed("tcp", `127.0.0.1:${q}`, "b")],
        binds: [
          bind("tcp", `127.0.0.2:${p}`),
          bind("tcp", `127.0.0.2:${q}`),
          bind("tcp", "127.0.0.2:0"),
          bind("tcp", `127.0.0.3:${q}`),
        ],
        taken: [1, 1, "own", "own"],
      }),
    ],
    [
      "*=NAME names every bind of the type, and port 0 never",
      (p, q, folder) => ({
        maps: ["*=b"],
        passed: [passed("tcp", `127.0.0.1:${p}`, "a"), passed("tcp", `127.0.0.1:${q}`, "b")],
        binds: [
          bind("tcp", `127.0.0.9:${p}`),
          bind("tcp", `127.0.0.1:${p}`),
          bind("unix", join(folder, "socket")),
          bind("udp", `127.0.0.9:${p}`),
          bind("tcp", "127.0.0.1:0"),
        ],
        taken: [1, 1, 1, "own", "own"],
      }),
    ],
    [
      "/path=NAME names a unix socket, by its folder and not by its spelling",
      (p, _, folder) => ({
        maps: [`${folder}/./socket=b`],
        passed: [
          passed("unix", join(folder, "passed"), "b"),
          passed("tcp", `127.0.0.1:${p}`, "tcp"),
        ],
        binds: [bind("unix", join(folder, "other")), bind("unix", join(folder, "socket"))],
        taken: ["own", 0],
      }),
    ],
    [
      "@name=NAME names an abstract socket",
      (p, q) => ({
        maps: [`@rouse-${p}=b`],
        passed: [passed("unix", `@rouse-${q}`, "a"), passed("unix", `@rouse-${q}-b`, "b")],
        binds: [bind("unix", `@rouse-${p}`), bind("unix", `@rouse-${q}`)],
        taken: [1, 0],
      }),
    ],
    [
      "puts a wider socket in place, which nothing else does",
      (p) => ({
        maps: [`127.0.0.1:${p}=wide`],
        passed: [passed("tcp", `0.0.0.0:${p}`, "wide")],
        binds: [bind("tcp", `127.0.0.1:${p}`)],
        taken: [0],
      }),
    ],
    [
      "puts an IPv6 socket in place for an IPv4 program, which nothing else does",
      (p) => ({
        maps: [`0.0.0.0:${p}=six`],
        passed: [passed("tcp", `[::]:${p}`, "six")],
        binds: [bind("tcp", `0.0.0.0:${p}`)],
        taken: [0],
      }),
    ],
    [
      "takes the socket of the bind's type when two have the name",
      (p, q) => ({
        maps: [`*:${q}=dns`],
        passed: [passed("tcp", `127.0.0.1:${p}`, "dns"), passed("udp", `127.0.0.1:${p}`, "dns")],
        binds: [bind("udp", `127.0.0.1:${q}`), bind("tcp", `127.0.0.1:${q}`)],
        taken: [1, 0],
      }),
    ],
    [
      "given several times, goes by the first that fits",
      (p, q) => ({
        maps: [`127.0.0.2:${q}=a`, `*:${q}=b`, "*=a"],
        passed: [passed("tcp", `127.0.0.1:${p}`, "a"), passed("tcp", `127.0.0.2:${p}`, "b")],
        binds: [
          bind("tcp", `127.0.0.3:${q}`),
          bind("tcp", `127.0.0.2:${q}`),
          bind("tcp", `127.0.0.3:${p}`),
        ],
        taken: [1, 0, 0],
      }),
    ],
  ])("%s", async (_, caseOf) => {
    const { maps, passed, binds, taken } = caseOf(
      await freePortPair(),
      await freePortPair(),
      tempDir(),
    );
    const options = maps.map((map) => `--map=${map}`);
    const steps = await runSteps(passed, binds, { options });
    expect(steps.taken, steps.running.output.all()).toEqual(taken);
    expect(steps.running.stderr.replace(/^.* beside the passed socket .*\n/gm, "")).toBe("");
  });
});
