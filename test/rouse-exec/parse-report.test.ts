import fc from "fast-check";
import { expect, test } from "vitest";
import { schemaOf } from "../../src/daemon/zod-of-shape.js";
import { parseReport } from "../../src/rouse-exec/parse-report.js";
import { reportShape } from "../../src/rouse-exec/report.js";

const report = {
  version: 1,
  name: "web",
  pid: 78,
  pid_start_ticks: 4711,
  rouse_exec: { version: "0.1.0", build: "c54d573b" },
  program_pid: 79,
  state: "running",
  since: "2026-11-22T09:32:26.653Z",
  sockets: [
    {
      name: "web",
      address: "127.0.0.1:80",
      type: "tcp",
      adopted: true,
      listening: false,
      closed: true,
    },
    { name: "b", address: "/a", type: "unix", adopted: false, listening: true, in_vain: true },
  ],
  unmatched: [{ address: "0.0.0.0:81", type: "tcp", pid: 79, aside: false }],
  elsewhere: [{ address: "[::1]:80", type: "tcp" }],
  connections: 3,
  last_activity: "2026-11-22T09:32:26.653Z",
  quiet_connections: 1,
  ignored_connections: 2,
  idle_after_s: 600.5,
  quiet_after_s: 60,
  sleeps_at: null,
  traced: true,
  busy: { reason: "cpu", text: "34 % of a processor", until: null },
  ends_at: null,
  wakes: 7,
  started_at: "2026-11-22T09:32:26.402Z",
  ready_at: null,
  cold_start_ms: 190.333,
  last_exit: { code: 1, signal: null, reason: "exit" },
  gate: "shut",
  gate_since: "2026-11-22T09:32:26.402Z",
  gate_failed: "http:/health: answered 503",
  waits_for: { name: "b", connections: 2 },
  fails: 2,
  next_try: "2026-11-22T09:32:28.402Z",
  wakes_since: "2026-11-22T09:30:00.000Z",
  sleep: {
    ...{ how: "freeze", freeze_for_s: 3600, stops_because: null, held_up: "process 7 is at work" },
    ...{ freezes: 3, thaw_ms: 4.5 },
  },
  frozen: {
    ...{ by: "cgroup", resident_kb: 4, resident_before_kb: 400, kept_because: null },
    ...{ since: "2026-11-22T09:32:26.653Z", until: null },
  },
};

const reportSchema = schemaOf(reportShape);

/** Every place in a document: what is there replaced by, or without, something. */
function placesOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]));
  return [path, ...below];
}

/** `undefined` takes it away. */
function put(document: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> = Array.isArray(document)
    ? Object.assign([], document)
    : { ...Object(document) };
  const inner = put(copy[key], rest, value);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

const others = [
  ...[undefined, null, 0, -1, 1, 1.5, 2 ** 53, 2 ** 53 - 1, 1e300, true, "", "1", "idle", "failed"],
  ...["2026-02-28T24:00:00.000Z", "2026-02-30T00:00:00.000Z", "2024-02-29T00:00:00.000Z"],
  ...["2026-11-22T09:32:26Z", "2026-11-22T09:32:26.653+00:00", "2026-13-01T00:00:00.000Z"],
  ...["2026-06-30T23:59:60.000Z", "0000-01-01T00:00:00.000Z", [], {}, [null], "\u001b[31m"],
];

/** What is read where the rouse-exec of another version tells nothing. */
const untold = {
  ...{ program_pid: null, since: null, sockets: [], unmatched: [], connections: null },
  ...{ last_activity: null, idle_after_s: null, sleeps_at: null, started_at: null },
  ...{ quiet_after_s: null },
  ...{ ready_at: null, cold_start_ms: null, last_exit: null },
  ...{ gate: null, gate_since: null, gate_failed: null, waits_for: null },
  ...{ fails: null, next_try: null },
};

function isFit(document: unknown): boolean {
  const isObject = typeof document === "object" && document !== null;
  return reportSchema.safeParse(isObject ? { ...untold, ...document } : document).success;
}

function isRead(document: unknown): boolean {
  try {
    parseReport(JSON.stringify(document) ?? "", "/f");
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "REPORT_MALFORMED" });
    return false;
  }
}

test("parseReport takes what the schema of the daemon takes once all is told, and nothing else", () => {
  expect(isRead(report)).toBe(true);
  const verdicts = { taken: 0, refused: 0 };
  for (const path of placesOf(report)) {
    for (const other of others) {
      const document = put(report, path, other);
      const expected = isFit(document);
      expect(isRead(document), `${path.join(".")} = ${JSON.stringify(other)}`).toBe(expected);
      verdicts[expected ? "taken" : "refused"]++;
    }
  }
  expect(verdicts.taken).toBeGreaterThan(50);
  expect(verdicts.refused).toBeGreaterThan(500);
});

test("parseReport and the schema agree on any document", () => {
  fc.assert(
    fc.property(fc.constantFrom(...placesOf(report)), fc.jsonValue(), (path, value) => {
      const document = put(report, path, value);
      expect(isRead(document)).toBe(isFit(document));
    }),
  );
});

test("says what is wrong where", () => {
  const text = JSON.stringify({ ...report, wakes: "many" });
  expect(() => parseReport(text, "/run/web.json")).toThrow(
    "cannot read the report '/run/web.json' as this version of rouse-exec writes it: " +
      'wakes: expected a whole number of 0 or more, got "many"; remove the file',
  );
});
