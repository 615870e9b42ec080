import { beforeAll, describe, expect, test } from "vitest";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps, runStepsAlone, type Steps } from "./steps.js";

const AF_UNSPEC = 0;
const AF_INET = 2;
const AF_INET6 = 10;

const sizeOfStorage = 128;

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
  return { port, passed, bind };
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

  test("with the family left unspecified, as old programs ask for every IPv4 address", async () => {
    const { port, passed, bind } = await passedAndBind("0.0.0.0");
    const steps = [bind(inetAddress(port, { family: AF_UNSPEC, host: "00000000" }))];
    expect((await runSteps(passed, steps)).taken).toEqual([0]);
  });
});

const senseless: [string, Bind, string][] = [
  ["no byte long", { length: 0 }, "EINVAL"],
  ["one byte long", { length: 1 }, "EINVAL"],
  ["15 bytes long", { length: 15 }, "EINVAL"],
  ["200 bytes long", { length: 200 }, "EINVAL"],
  ["4 GiB long", { length: 0xffffffff }, "EINVAL"],
  ["nowhere", { length: 16, at: "nowhere" }, "EFAULT"],
  ["longer than its page", { length: 17, at: "border" }, "EFAULT"],
  ["of another family", { raw: inetAddress(0, { family: 38 }) }, "EAFNOSUPPORT"],
  ["of no family", { raw: inetAddress(0, { family: AF_UNSPEC }) }, "EAFNOSUPPORT"],
];

describe.each([
  ["TCP sockets", []],
  ["unix sockets too", [{ kind: "unix", address: `@rouse-${process.pid}` } as const]],
])("with %s passed, an address that makes no sense is the kernel's to refuse:", (_, more) => {
  let alone: Steps["taken"];
  let adopting: Steps["taken"];

  beforeAll(async () => {
    const { port, passed, bind } = await passedAndBind();
    const binds = senseless.map(([, { raw = inetAddress(port), ...rest }]) => bind(raw, rest));
    alone = (await runStepsAlone(binds)).taken;
    adopting = (await runSteps([...passed, ...more], [...binds, bind(inetAddress(port))])).taken;
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
