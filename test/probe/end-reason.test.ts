import { describe, expect, test } from "vitest";
import { findEndReason } from "../../src/probe/end-reason.js";
import type { Learned } from "../../src/rouse-exec/report.js";

const time = "2026-01-01T00:00:00.000Z";

function learned(address: string, type: string, listened = false): Learned {
  const listened_at = listened ? time : null;
  return { address, type, v6only: false, pid: 1, process: "x", bound_at: time, listened_at };
}

const listening = [learned("127.0.0.1:80", "tcp", true)];
const datagrams = [learned("127.0.0.1:53", "udp")];
const clients = [
  learned("127.0.0.1:80", "tcp"),
  learned("0.0.0.0:0", "udp"),
  learned("[::]:0", "tcp"),
  learned("/run/x", "unix"),
];

describe("without --for", () => {
  test.each([
    ["that listens", listening],
    ["for datagrams", datagrams],
    ["of a datagram path that ends like port 0", [learned("/run/x:0", "unix-dgram")]],
  ])("a socket %s is waited for, and then three quiet seconds", (_, some) => {
    const at = (now: number) => findEndReason(some, { now, changed: 1000, span: undefined });
    expect(at(3999)).toBeUndefined();
    expect(at(4000)).toBe("quiet");
  });

  test.each([
    ["nothing", []],
    ["what clients bind", clients],
  ])("%s is watched for thirty seconds", (_, some) => {
    const at = (now: number) => findEndReason(some, { now, changed: 0, span: undefined });
    expect(at(29_999)).toBeUndefined();
    expect(at(30_000)).toBe("time");
  });

  test("a program that keeps binding is watched for thirty seconds", () => {
    const last = { now: 30_000, changed: 29_999, span: undefined };
    expect(findEndReason(listening, last)).toBe("time");
  });
});

test.each([
  ["quiet", listening],
  ["not there", []],
])("--for is kept to when all is %s", (_, some) => {
  const at = (now: number) => findEndReason(some, { now, changed: 0, span: 60_000 });
  expect(at(59_999)).toBeUndefined();
  expect(at(60_000)).toBe("time");
});
