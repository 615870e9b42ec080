import { expect, test } from "vitest";
import { parseReport } from "../../src/rouse-exec/parse-report.js";

/** A report as rouse-exec 0.1.0 writes it. */
const report = {
  version: 1,
  name: "web",
  pid: 4712,
  program_pid: 4713,
  state: "running",
  since: "2026-11-29T12:00:00.000Z",
  sockets: [
    { name: "", address: "127.0.0.1:8080", type: "stream", adopted: true, listening: true },
  ],
  unmatched: [],
  connections: 1,
  last_activity: "2026-11-29T12:00:01.000Z",
  idle_after_s: 600,
  sleeps_at: null,
  wakes: 1,
  started_at: "2026-11-29T12:00:00.000Z",
  ready_at: "2026-11-29T12:00:00.100Z",
  cold_start_ms: 100,
  last_exit: null,
};

function read(value: object): object {
  return parseReport(JSON.stringify(value), "/run/rouse/web.json");
}

test("keys that a later rouse-exec adds to its report are passed over, in it and in its lists", () => {
  const [socket] = report.sockets;
  const later = { ...report, frozen: { since: null }, sockets: [{ ...socket, gate: "open" }] };
  expect(read(later)).toMatchObject(report);
});

/** What a service is known by; everything else may be missing. */
const needed = ["version", "name", "pid", "state", "wakes"];
const others = Object.keys(report).filter((key) => !needed.includes(key));

test.each(others)(
  "a report of a rouse-exec that does not know the key %s yet can be read",
  (key) => {
    const earlier = Object.fromEntries(Object.entries(report).filter(([name]) => name !== key));
    expect(read(earlier)).toMatchObject(earlier);
  },
);

test.each(needed)("a report without %s cannot be read", (key) => {
  const broken = Object.fromEntries(Object.entries(report).filter(([name]) => name !== key));
  expect(() => read(broken)).toThrow(`${key}: expected `);
});

test("a state that this version does not know cannot be read", () => {
  expect(() => read({ ...report, state: "frozen" })).toThrow("state: expected ");
});
