import { beforeAll, describe, expect, test } from "vitest";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps, runStepsAlone, type Steps } from "./steps.js";

const AF_UNSPEC = 0;
const AF_INET = 2;
const AF_INET6 = 10;

const sizeOfStorage = 128;
/** A compiler may leave anything above the 32 bits of an int (MPD 0.23 of Debian 12). */
const upperHalf = 0x7fa9 * 2 ** 32;

/** struct sockaddr_in, in hex. */
function inetAddress(port: number, { family = AF_INET, host = "7f000001" } = {}): string {
  return `${littleEndian(family)}${port.toString(16).padStart(4, "0")}${host}${"00".repeat(8)}`;
}

/** struct sockaddr_in6 of [::1], in hex. */
function inet6Address(port: number): string {
  const host = "00".repeat(15);
  return `${littleEndian(AF_INET6)}${port.toString(16).padStart(4, "0")}00000000${host}0100000000`;
}

function littleEndian(short: number): string {
  return short.toString(16).padStart(2, "0").padEnd(4, "0");
}

async function passedAndBind(host = "127.0.0.1") {
  const port = await freePortPair();
  const address = `${host}:${port}`;
  const passed = [{ kind: "tcp", address } as const];
  const bind = (raw: string, more: Bind = {}): Bind => ({ kind: "tcp", address, raw, ...more });
  return { port, address, passed, bind };
}

describe("an address is read", () => {
  test("in the 128 bytes of a sockaddr_storage", async () => {
    const { port, passed, bind } = await passedAndBind();
    const steps = [bind(inetAddress(port), { length: sizeOfStorage })];
    expect((await runSteps(passed, steps)).taken).toEqual([0]);
  });

  test("up to the last byte of the last page", async () => {
    const { port, passed, bind } = await passedAndBind();
    const steps = [bind(inetAddress(port), { at: "border" })];
    expect((await runSteps(passed, steps)).taken).toEqual([0]);
  });

  test("in the 24 bytes of an IPv6 address without a scope", async () => {
    const { port, passed, bind } = await passedAndBind("[::1]");
    const steps = [bind(inet6Address(port), { length: 24 })];
    expect((await runSteps(passed, steps)).taken).toEqual([0]);
  });

  describe.each(["tcp", "udp"] as const)(
    "whatever the upper half of its length holds, %s:",
    (kind) => {
      test.each([
        ["127.0.0.1", inetAddress],
        ["[::1]", inet6Address],
      ])("%s", async (host, inHex) => {
        const { port, address } = await passedAndBind(host);
        const raw = inHex(port);
        const bind = { kind, address, raw, length: upperHalf + raw.length / 2 };
        expect((await runSteps([{ kind, address }], [bind])).taken).toEqual([0]);
      });
    },
  );

  test("with the family left unspecified, as old programs ask for every IPv4 address", async () => {
    const { port, passed, bind } = await passedAndBind("0.0.0.0");
    const steps = [bind(inetAddress(port, { family: AF_UNSPEC, host: "00000000" }))];
    expect((await runSteps(passed, steps)).taken).toEqual([0]);
  });
});

const senseless: [title: string, bind: (port: number) => Bind, errno: string][] = [
  ["no byte long", (port) => ({ raw: inetAddress(port), length: 0 }), "EINVAL"],
  ["one byte long", (port) => ({ raw: inetAddress(port), length: 1 }), "EINVAL"],
  ["15 bytes long", (port) => ({ raw: inetAddress(port), length: 15 }), "EINVAL"],
  ["200 bytes long", (port) => ({ raw: inetAddress(port), length: 200 }), "EINVAL"],
  [
    "no byte long, whatever the upper half of its length holds",
    (port) => ({ raw: inetAddress(port), length: upperHalf }),
    "EINVAL",
  ],
  ["4 GiB long", (port) => ({ raw: inetAddress(port), length: 0xffffffff }), "EINVAL"],
  ["nowhere", (port) => ({ raw: inetAddress(port), at: "nowhere" }), "EFAULT"],
  [
    "longer than its page",
    (port) => ({ raw: inetAddress(port), length: 17, at: "border" }),
    "EFAULT",
  ],
  [
    "of a family without addresses",
    (port) => ({ raw: inetAddress(port, { family: 38 }) }),
    "EAFNOSUPPORT",
  ],
  ["of no family", (port) => ({ raw: inetAddress(port, { family: AF_UNSPEC }) }), "EAFNOSUPPORT"],
  ["of IPv6 for an IPv4 socket", (port) => ({ raw: inet6Address(port) }), "EAFNOSUPPORT"],
  [
    "of IPv4 for an IPv6 socket",
    (port) => ({ address: "[::]:0", raw: inetAddress(port), length: sizeOfStorage }),
    "EAFNOSUPPORT",
  ],
];

describe.each([
  ["TCP sockets", []],
  ["unix sockets too", [{ kind: "unix", address: `@rouse-${process.pid}` } as const]],
])("with %s passed, an address that makes no sense is the kernel's to refuse:", (_, more) => {
  let alone: Steps["taken"];
  let adopting: Steps["taken"];

  beforeAll(async () => {
    const { port, passed, bind } = await passedAndBind();
    const passed6 = { kind: "tcp", address: `[::1]:${port}` } as const;
    const binds = senseless.map(([, of]) => ({ ...bind(""), ...of(port) }));
    alone = (await runStepsAlone(binds)).taken;
    const steps = [...binds, bind(inetAddress(port))];
    adopting = (await runSteps([...passed, passed6, ...more], steps)).taken;
  });

  test.each(senseless.map(([title, , errno], at) => [title, at, errno] as const))(
    "one %s",
    (_, at, errno) => {
      expect(adopting[at]).toBe(errno);
      expect(alone[at]).toBe(errno);
    },
  );

  test("and one that makes sense is adopted after them", () => {
    expect(adopting.at(-1)).toBe(0);
  });
});
