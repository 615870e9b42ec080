import { describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps } from "./steps.js";

type Passed = Pick<ListeningSocket, "kind" | "address" | "name" | "v6only">;

/** What rouse-exec printed while the program bound the address three times. */
async function said(passed: Passed, kind: Passed["kind"], address: string): Promise<string[]> {
  const bind: Bind = { kind, address };
  const { taken, running } = await runSteps([passed], [bind, bind, bind]);
  expect(taken).not.toContain(0);
  return running.stderr.split("\n").filter(Boolean);
}

describe("a bind that was not adopted, tried three times, is explained in one sentence:", () => {
  test.each([
    ["tcp", "ListenStream"],
    ["udp", "ListenDatagram"],
  ] as const)("an IPv4 program with an IPv6 socket passed, %s", async (kind, setting) => {
    const port = await freePortPair();
    const lines = await said(
      { kind, address: `[::]:${port}`, name: "web" },
      kind,
      `0.0.0.0:${port}`,
    );
    expect(lines).toEqual([expect.stringMatching(/^rouse-exec: /)]);
    expect(lines[0]).toContain(`0.0.0.0:${port} (IPv4)`);
    expect(lines[0]).toContain(`[::]:${port} (IPv6)`);
    expect(lines[0]).toContain("'web'");
    expect(lines[0]).toContain(`write ${setting}=0.0.0.0:${port}`);
  });

  test.each([
    ["0.0.0.0", "127.0.0.1"],
    ["[::]", "[::1]"],
  ])("a unit with %s, wider than the %s of the program", async (unit, host) => {
    const port = await freePortPair();
    const passed = { kind: "tcp", address: `${unit}:${port}`, name: "web" } as const;
    const lines = await said(passed, "tcp", `${host}:${port}`);
    expect(lines).toEqual([expect.stringMatching(/^rouse-exec: /)]);
    expect(lines[0]).toContain(`binds ${host}:${port}`);
    expect(lines[0]).toContain(`'web' is ${unit}:${port}`);
    expect(lines[0]).toContain(`write ListenStream=${host}:${port}`);
    expect(lines[0]).toContain(`--map=${host}:${port}=web`);
  });

  test("each address once, whichever way it is asked for in between", async () => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `0.0.0.0:${port}` };
    const binds: Bind[] = [1, 2, 1, 2].map((n) => ({
      kind: "tcp",
      address: `127.0.0.${n}:${port}`,
    }));
    const { running } = await runSteps([passed], binds);
    const lines = running.stderr.split("\n").filter(Boolean);
    expect(lines.map((line) => line.match(/binds (\S+)/)?.[1])).toEqual([
      `127.0.0.1:${port}`,
      `127.0.0.2:${port}`,
    ]);
  });
});

describe("nothing is said about a bind that is nobody's mistake:", () => {
  test.each([
    ["another port", (port: number) => `127.0.0.1:${port + 1}`],
    ["another address of the machine", (port: number) => `127.0.0.2:${port}`],
    ["any free port", () => "127.0.0.1:0"],
  ])("%s", async (_, addressFor) => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `127.0.0.1:${port}` };
    expect(await said(passed, "tcp", addressFor(port))).toEqual([]);
  });

  test("the same port of the other protocol", async () => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `0.0.0.0:${port}` };
    expect(await said(passed, "udp", `127.0.0.1:${port}`)).toEqual([]);
  });

  test("with --verbose everything is said", async () => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `127.0.0.1:${port}` };
    const binds = [passed.address, `127.0.0.2:${port}`].map(
      (address) => ({ kind: "tcp", address }) as const,
    );
    const { running } = await runSteps([passed], binds, { options: ["-v"] });
    await running.line(new RegExp(`^rouse-exec: .* adopted 127.0.0.1:${port}$`));
    await running.line(
      new RegExp(`^rouse-exec: no passed socket for the bind to 127.0.0.2:${port}$`),
    );
  });
});
