import { beforeEach, describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps } from "./steps.js";

type Level = "SOL_SOCKET" | "IPPROTO_TCP" | "IPPROTO_IP" | "IPPROTO_IPV6";
type Setting = [level: Level, option: string | number, value: number];

/** Not in every Python's socket module. */
const IP_PKTINFO = 8;
const IPV6_RECVPKTINFO = 49;

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
    ["IP_PKTINFO", "udp", ["IPPROTO_IP", IP_PKTINFO, 1], 1],
  ])("%s", async (_, kind, setting, value) => {
    expect(await afterBind(kind, { program: [setting] }, [setting])).toEqual([value]);
  });

  test("IPV6_RECVPKTINFO", async () => {
    const setting: Setting = ["IPPROTO_IPV6", IPV6_RECVPKTINFO, 1];
    expect(await afterBind("udp", { program: [setting], host: "[::1]" }, [setting])).toEqual([1]);
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
