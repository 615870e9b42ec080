import { expect, test } from "vitest";
import { parseReport } from "../../src/rouse-exec/parse-report.js";

/** A report as rouse-exec 0.1.0 writes it. */
const report = {
  version: 1,
  name: "web",
  pid: 4712,
  rouse_exec: { version: "0.1.0", build: "c54d573b09170625f81417c51277dd936529cd8f" },
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
  const later = { ...report, hibernated: { since: null }, sockets: [{ ...socket, gate: "open" }] };
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
  expect(() => read({ ...report, state: "hibernating" })).toThrow("state: expected ");
});

const remove = "remove the file: the next start of its service writes a new one";
const upgrade = "and is of a later version than this Rouse: upgrade Rouse";

test.each([
  [
    "a later version",
    { rouse_exec: { version: "999.0.0" } },
    `rouse-exec 999.0.0 wrote it, ${upgrade}`,
  ],
  ["a later format", { version: 2, rouse_exec: undefined }, `a rouse-exec wrote it, ${upgrade}`],
  ["this version", {}, remove],
  ["an earlier version", { rouse_exec: { version: "0.0.9" } }, remove],
  ["a version that is not told", { rouse_exec: undefined }, remove],
])("a report that cannot be read, of %s, is told with the cure", (_, of, cure) => {
  const sentence = /^cannot read the report '\/run\/rouse\/web.json' as .*; (.*)$/;
  const message = messageOf({ ...report, state: "hibernating", ...of });
  expect(sentence.exec(message)?.[1]).toBe(cure);
});

function messageOf(value: object): string {
  try {
    return JSON.stringify(read(value));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
