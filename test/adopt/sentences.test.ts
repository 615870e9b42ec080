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
    ["tcp", "127.0.0.1", "ListenStream"],
    ["udp", "0.0.0.0", "ListenDatagram"],
  ] as const)("an IPv4 program with an IPv6 socket passed, %s", async (kind, host, setting) => {
    const port = await freePortPair();
    const lines = await said(
      { kind, address: `[::]:${port}`, name: "web" },
      kind,
      `${host}:${port}`,
    );
    expect(lines).toEqual([expect.stringMatching(/^rouse-exec: /)]);
    expect(lines[0]).toContain(`${host}:${port} (IPv4)`);
    expect(lines[0]).toContain(`[::]:${port} (IPv6)`);
    expect(lines[0]).toContain("'web'");
    expect(lines[0]).toContain(`write ${setting}=${host}:${port}`);
  });

  test("a program that binds IPv4 beside an IPv6 socket, and never binds IPv6", async () => {
    const port = await freePortPair();
    const bind: Bind = { kind: "tcp", address: `0.0.0.0:${port}` };
    const passed: Passed = { kind: "tcp", address: `[::]:${port}`, name: "web" };
    const { taken, running } = await runSteps([passed], [bind, bind]);
    expect(taken).toEqual(["own", "own"]);
    const [line] = await running.line(/^rouse-exec: .*$/);
    expect(line).toContain(`binds 0.0.0.0:${port} (IPv4) but the passed socket 'web'`);
    expect(line).toContain(`write ListenStream=0.0.0.0:${port} in the socket unit`);
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

test("a bind beside the passed socket is said once, with what to write", async () => {
  const port = await freePortPair();
  const passed: Passed = { kind: "tcp", address: `127.0.0.1:${port}`, name: "web" };
  expect(await said(passed, "tcp", `127.0.0.2:${port}`)).toEqual([
    `rouse-exec: the program binds 127.0.0.2:${port} beside the passed socket 'web', which is ` +
      `127.0.0.1:${port}: clients that connect to 127.0.0.2:${port} do not wake the program; write ` +
      `ListenStream=127.0.0.2:${port} in the socket unit too`,
  ]);
});

test("an IPv6 program with an IPv4 datagram socket learns which socket it needs", async () => {
  const port = await freePortPair();
  const passed: Passed = { kind: "udp", address: `127.0.0.1:${port}`, name: "dns" };
  const [line, ...more] = await said(passed, "udp", `[::]:${port}`);
  expect(more).toEqual([]);
  expect(line).toContain(`listen on udp:[::ffff:127.0.0.1]:${port}`);
  expect(line).toContain(`ListenDatagram=[::ffff:127.0.0.1]:${port}`);
});

describe("nothing is said about a bind that is nobody's mistake:", () => {
  test.each([
    ["another port", async () => `127.0.0.1:${await freePortPair()}`],
    ["any free port", async () => "127.0.0.1:0"],
  ])("%s", async (_, addressFor) => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `127.0.0.1:${port}` };
    expect(await said(passed, "tcp", await addressFor())).toEqual([]);
  });

  test("the same port of the other protocol", async () => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `0.0.0.0:${port}` };
    expect(await said(passed, "udp", `127.0.0.1:${port}`)).toEqual([]);
  });

  test("with --verbose everything is said", async () => {
    const port = await freePortPair();
    const passed: Passed = { kind: "tcp", address: `127.0.0.1:${port}` };
    const other = `127.0.0.2:${await freePortPair()}`;
    const binds = [passed.address, other].map((address) => ({ kind: "tcp", address }) as const);
    const { running } = await runSteps([passed], binds, { options: ["-v"] });
    await running.line(new RegExp(`^rouse-exec: .* adopted 127.0.0.1:${port}$`));
    await running.line(new RegExp(`^rouse-exec: no passed socket for the bind to ${other}$`));
  });
});
