import { carriers, rows } from "./assignment-table.js";
import type { Assignments } from "./assignments.js";
import { checkCombination } from "./check-combinations.js";
import { checkMessage, type Message } from "./message.js";
import { notifyMalformed, shown } from "./notify-errors.js";
import { line } from "./values.js";

/** Every key but those that begin with X_. */
const assignmentKeys = [...Object.keys(rows), ...Object.keys(carriers), "fdPoll"];

/**
 * Returns the message that makes these assignments.
 * @throws NOTIFY_MALFORMED, NOTIFY_TOO_LONG, NOTIFY_TOO_MANY_FDS
 */
export function compose(assignments: Assignments): Message {
  const given = entriesOf(assignments);
  checkCombination(given);
  const known = Object.keys(rows).flatMap((key) => (given.has(key) ? lines(key, given) : []));
  const carried = Object.keys(carriers).filter((key) => given.has(key));
  const own = [...given].filter(([key]) => key.startsWith("X_")).map(writeOwn);
  const heads = carried.map((key) => `${carriers[key]}=1`);
  const poll = given.has("fdPoll") ? pollLine(given.get("fdPoll")) : [];
  const text = [...heads, ...known, ...poll, ...own].join("\n");
  const message = { text, fds: carried.flatMap((key) => descriptorsOf(given.get(key))) };
  checkMessage(message);
  return message;
}

function entriesOf(assignments: unknown): Map<string, unknown> {
  if (typeof assignments !== "object" || assignments === null)
    throw notifyMalformed(shown(assignments), "expected an object such as { ready: true }");
  const given = Object.entries(assignments).filter(([, value]) => value !== undefined);
  for (const [key] of given) checkKnown(key);
  if (given.length === 0) throw notifyMalformed("{}", "expected at least one assignment");
  return new Map(given);
}

function checkKnown(key: string): void {
  if (assignmentKeys.includes(key)) return;
  if (/^X_[A-Za-z0-9_]+$/.test(key)) return;
  const expected = "expected a name from sd_notify(3), or one of your own that begins with X_";
  throw notifyMalformed(shown(key), expected);
}

function lines(key: string, given: Map<string, unknown>): string[] {
  const row = rows[key];
  if (!row) return [];
  const written = `${row.name}=${row.write(given.get(key), row.name)}`;
  // In the same datagram: systemd compares this time with the time at which it asked for the reload.
  return key === "reloading" ? [written, `MONOTONIC_USEC=${monotonicUsec()}`] : [written];
}

/** CLOCK_MONOTONIC in microseconds. */
function monotonicUsec(): bigint {
  return process.hrtime.bigint() / 1000n;
}

function pollLine(value: unknown): string[] {
  if (typeof value !== "boolean")
    throw notifyMalformed("FDPOLL", `expected true or false, got ${shown(value)}`);
  return value ? [] : ["FDPOLL=0"];
}

function writeOwn([name, value]: [string, unknown]): string {
  return `${name}=${line(value, name)}`;
}

function descriptorsOf(value: unknown): number[] {
  return Array.isArray(value) ? value : [value as number];
}
