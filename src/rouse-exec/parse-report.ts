import { RouseError } from "../errors/rouse-error.js";
import type { Report } from "./report.js";

/** What is wrong with a value, in words; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

const text = check("a text", (value) => typeof value === "string");
const truth = check("true or false", (value) => typeof value === "boolean");
const whole = check("a whole number", Number.isSafeInteger);
const count = check("a whole number of 0 or more", (value) => isWhole(value) && value >= 0);
const pid = check("the number of a process", (value) => isWhole(value) && value > 0);
const amount = check("a number of 0 or more", (value) => isNumber(value) && value >= 0);
const time = check("a time as 2026-01-31T12:00:00.000Z", isTime);

const socket = record({
  name: text,
  address: text,
  type: text,
  adopted: truth,
  listening: truth,
});

const exit = record({
  code: orNull(whole),
  signal: orNull(whole),
  reason: oneOf("idle", "signal", "exit"),
});

/** The same as reportSchema, without the 5 ms that it takes to load zod: a test compares the two. */
const fields: { [K in keyof Report]: Check } = {
  version: oneOf(1),
  name: text,
  pid,
  program_pid: orNull(pid),
  state: oneOf("waiting", "starting", "running", "stopping", "exited", "failed"),
  since: orNull(time),
  sockets: listOf(socket),
  unmatched: listOf(record({ address: text, type: text, pid })),
  connections: orNull(count),
  last_activity: orNull(time),
  idle_after_s: orNull(amount),
  sleeps_at: orNull(time),
  wakes: count,
  started_at: orNull(time),
  ready_at: orNull(time),
  cold_start_ms: orNull(amount),
  last_exit: orNull(exit),
};

const report = record(fields);

/**
 * Reads a report file of rouse-exec; what a later version adds to it stays.
 * @throws REPORT_MALFORMED
 */
export function parseReport(content: string, file: string): Report {
  const value = parseReportJson(content, file);
  if (isReport(value)) return value;
  throw malformedReport(file, report(value) ?? "something else");
}

function isReport(value: unknown): value is Report {
  return report(value) === undefined;
}

/** @throws REPORT_MALFORMED */
export function parseReportJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw malformedReport(file, cause.message, cause);
  }
}

export function malformedReport(file: string, problem: string, cause?: Error): RouseError {
  return new RouseError("REPORT_MALFORMED", { file, problem }, { cause });
}

function check(expected: string, isIt: (value: unknown) => boolean): Check {
  return (value) => (isIt(value) ? undefined : `${expected} expected, ${shown(value)} found`);
}

function oneOf(...values: readonly unknown[]): Check {
  return check(values.map(shown).join(" or "), (value) => values.includes(value));
}

function orNull(inner: Check): Check {
  return (value) => (value === null ? undefined : inner(value));
}

function listOf(inner: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return `a list expected, ${shown(value)} found`;
    return value.map(inner).find((problem) => problem !== undefined);
  };
}

function record(checks: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(checks);
  return (value) => {
    if (!isRecord(value)) return `an object expected, ${shown(value)} found`;
    for (const [key, inner] of entries) {
      const problem = inner(value[key]);
      if (problem !== undefined) return `${key}: ${problem}`;
    }
    return undefined;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** RFC 3339, UTC, with milliseconds; the 30th of February is none. */
function isTime(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) {
    return false;
  }
  // Date.parse takes the 30th of February for a day in March.
  return new Date(Date.parse(value)).getUTCDate() === Number(value.slice(8, 10));
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
