import { endianness } from "node:os";
import { beforeEach, describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps } from "./steps.js";

type Level = "SOL_SOCKET" | "IPPROTO_TCP" | "IPPROTO_UDP" | "IPPROTO_IP" | "IPPROTO_IPV6";
type Setting = [level: Level, option: string | number, value: number];

/** Those that are not in every Python's socket module, by their numbers. */
const streams: [string, Level, number, number][] = [
  ["SO_ZEROCOPY", "SOL_SOCKET", 60, 1],
  ["SO_TXREHASH", "SOL_SOCKET", 74, 0],
  ["TCP_INQ", "IPPROTO_TCP", 36, 1],
  ["TCP_TX_DELAY", "IPPROTO_TCP", 37, 1000],
  ["IP_MINTTL", "IPPROTO_IP", 21, 5],
  ["IP_UNICAST_IF", "IPPROTO_IP", 50, loopbackIndex()],
];
const datagrams: [string, Level, number, number][] = [
  ["IP_PKTINFO", "IPPROTO_IP", 8, 1],
  ["SO_ZEROCOPY", "SOL_SOCKET", 60, 1],
  ["SO_TIMESTAMPING", "SOL_SOCKET", 37, 0x18],
  ["SO_TIMESTAMPNS_NEW", "SOL_SOCKET", 64, 1],
  ["SO_PEEK_OFF", "SOL_SOCKET", 42, 0],
  ["UDP_GRO", "IPPROTO_UDP", 104, 1],
  ["UDP_SEGMENT", "IPPROTO_UDP", 103, 1200],
  ["UDP_ENCAP", "IPPROTO_UDP", 100, 2],
  ["IP_RECVOPTS", "IPPROTO_IP", 6, 1],
  ["IP_RETOPTS", "IPPROTO_IP", 7, 1],
  ["IP_CHECKSUM", "IPPROTO_IP", 23, 1],
  ["IP_RECVFRAGSIZE", "IPPROTO_IP", 25, 1],
  ["IP_MULTICAST_ALL", "IPPROTO_IP", 49, 0],
  ["IP_UNICAST_IF", "IPPROTO_IP", 50, loopbackIndex()],
];
const v6Datagrams: [string, number, number][] = [
  ["IPV6_RECVPKTINFO", 49, 1],
  ["IPV6_MULTICAST_IF", 17, 1],
  ["IPV6_MULTICAST_ALL", 29, 0],
  ["IPV6_RECVPATHMTU", 60, 1],
  ["IPV6_DONTFRAG", 62, 1],
  ["IPV6_MINHOPCOUNT", 73, 5],
  ["IPV6_RECVORIGDSTADDR", 74, 1],
];

/** The interface 1 in network order. */
function loopbackIndex(): number {
  const index = Buffer.alloc(4);
  index.writeUInt32BE(1);
  return endianness() === "LE" ? index.readUInt32LE() : 1;
}

let port: number;

beforeEach(async () => {
  port = await freePortPair();
});

/** What each of the options is on the socket after the bind. */
async function afterBind(
  kind: ListeningSocket["kind"],
  {
    unit = [],
    program,
    host = "127.0.0.1",
  }: { unit?: Setting[]; program: Setting[]; host?: string },
  read: Setting[],
): Promise<number[]> {
  const address = `${host}:${port}`;
  const passed = {
    kind,
    address,
    options: unit.map(([level, option, value]) => [level, String(option), value]),
  };
  const wanted: Bind["read"] = read.map(([level, option]) => [level, option]);
  const steps: Bind[] = [{ kind, address, options: program, read: wanted }];
  const { taken, results } = await runSteps([passed as ListeningSocket], steps);
  expect(taken).toEqual([0]);
  return results[0]?.read ?? [];
}

describe("an option that the program set before its bind is set on the passed socket", () => {
  test.each<[string, ListeningSocket["kind"], Setting, number]>([
    ["TCP_NODELAY", "tcp", ["IPPROTO_TCP", "TCP_NODELAY", 1], 1],
    ["TCP_DEFER_ACCEPT", "tcp", ["IPPROTO_TCP", "TCP_DEFER_ACCEPT", 3], 3],
    ["TCP_FASTOPEN", "tcp", ["IPPROTO_TCP", "TCP_FASTOPEN", 17], 17],
    ["TCP_KEEPIDLE", "tcp", ["IPPROTO_TCP", "TCP_KEEPIDLE", 77], 77],
    ["TCP_USER_TIMEOUT", "tcp", ["IPPROTO_TCP", "TCP_USER_TIMEOUT", 5000], 5000],
    ["SO_KEEPALIVE", "tcp", ["SOL_SOCKET", "SO_KEEPALIVE", 1], 1],
    ["SO_RCVBUF", "tcp", ["SOL_SOCKET", "SO_RCVBUF", 50_000], 100_000],
    ["SO_SNDBUF", "udp", ["SOL_SOCKET", "SO_SNDBUF", 50_000], 100_000],
    ["SO_BROADCAST", "udp", ["SOL_SOCKET", "SO_BROADCAST", 1], 1],
    ["IP_TOS", "udp", ["IPPROTO_IP", "IP_TOS", 16], 16],
  ])("%s", async (_, kind, setting, value) => {
    expect(await afterBind(kind, { program: [setting] }, [setting])).toEqual([value]);
  });

  test.each(streams)("%s: tcp", async (_, level, option, value) => {
    const setting: Setting = [level, option, value];
    expect(await afterBind("tcp", { program: [setting] }, [setting])).toEqual([value]);
  });

  test.each(datagrams)("%s: udp", async (_, level, option, value) => {
    const setting: Setting = [level, option, value];
    expect(await afterBind("udp", { program: [setting] }, [setting])).toEqual([value]);
  });

  test.each(v6Datagrams)("%s: udp", async (_, option, value) => {
    const setting: Setting = ["IPPROTO_IPV6", option, value];
    const bind = { program: [setting], host: "[::1]" };
    expect(await afterBind("udp", bind, [setting])).toEqual([value]);
  });

  test("IPV6_MINHOPCOUNT: tcp", async () => {
    const setting: Setting = ["IPPROTO_IPV6", 73, 5];
    const bind = { program: [setting], host: "[::1]" };
    expect(await afterBind("tcp", bind, [setting])).toEqual([5]);
  });
});

test("an option that the program left alone stays as the unit set it", async () => {
  const unit: Setting[] = [
    ["SOL_SOCKET", "SO_RCVBUF", 50_000],
    ["SOL_SOCKET", "SO_KEEPALIVE", 1],
    ["IPPROTO_TCP", "TCP_NODELAY", 1],
    ["IPPROTO_TCP", "TCP_DEFER_ACCEPT", 3],
    ["IPPROTO_IP", "IP_TOS", 16],
  ];
  const program: Setting[] = [["IPPROTO_TCP", "TCP_KEEPIDLE", 77]];
  expect(await afterBind("tcp", { unit, program }, unit)).toEqual([100_000, 1, 1, 3, 16]);
});

test("an option that both set is as the program set it", async () => {
  const unit: Setting = ["SOL_SOCKET", "SO_RCVBUF", 50_000];
  const program: Setting = ["SOL_SOCKET", "SO_RCVBUF", 60_000];
  expect(await afterBind("tcp", { unit: [unit], program: [program] }, [unit])).toEqual([120_000]);
});
