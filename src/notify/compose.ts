import type { Assignments } from "./assignments.js";
import { checkCombination } from "./combinations.js";
import { checkMessage, type Message } from "./message.js";
import { monotonicUsec } from "./monotonic.js";
import { malformed, shown } from "./notify-errors.js";
import {
  choice,
  descriptorName,
  errorCode,
  flag,
  integer,
  line,
  plainAscii,
  unsigned,
  type Write,
} from "./values.js";

interface Row {
  name: string;
  write: Write;
}

/** The tables of sd_notify(3), in the order in which a message says them. */
const rows: Record<string, Row> = {
  stopping: { name: "STOPPING", write: flag },
  reloading: { name: "RELOADING", write: flag },
  // Behind it: before systemd 253 the last of them wins, and both together mean a reload that is over.
  ready: { name: "READY", write: flag },
  status: { name: "STATUS", write: line },
  notifyAccess: {
    name: "NOTIFYACCESS",
    write: choice({ none: "none", main: "main", exec: "exec", all: "all" }),
  },
  errno: { name: "ERRNO", write: errorCode },
  busError: { name: "BUSERROR", write: plainAscii },
  varlinkError: { name: "VARLINKERROR", write: plainAscii },
  exitStatus: { name: "EXIT_STATUS", write: integer(0, 255) },
  mainPid: { name: "MAINPID", write: integer(1, 2 ** 31 - 1) },
  mainPidfdId: { name: "MAINPIDFDID", write: unsigned(1n) },
  watchdog: { name: "WATCHDOG", write: choice({ ping: "1", trigger: "trigger" }) },
  watchdogUsec: { name: "WATCHDOG_USEC", write: unsigned() },
  extendTimeoutUsec: { name: "EXTEND_TIMEOUT_USEC", write: unsigned(1n, 2n ** 64n - 2n) },
  restartReset: { name: "RESTART_RESET", write: flag },
  fdStoreRemove: { name: "FDSTOREREMOVE", write: flag },
  fdName: { name: "FDNAME", write: descriptorName },
};

/** Those whose value is a descriptor, or several. */
const carriers: Record<string, string> = {
  fdStore: "FDSTORE",
  mainPidfd: "MAINPIDFD",
  barrier: "BARRIER",
};

/** Every key that is not one's own. */
export const assignmentKeys = [...Object.keys(rows), ...Object.keys(carriers), "fdPoll"];

/** The message for these assignments. @throws NOTIFY_MALFORMED, NOTIFY_TOO_LONG, NOTIFY_TOO_MANY_FDS */
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
    throw malformed(shown(assignments), "expected an object such as { ready: true }");
  const given = Object.entries(assignments).filter(([, value]) => value !== undefined);
  for (const [key] of given) checkKnown(key);
  if (given.length === 0) throw malformed("{}", "expected at least one assignment");
  return new Map(given);
}

function checkKnown(key: string): void {
  if (assignmentKeys.includes(key)) return;
  if (/^X_[A-Za-z0-9_]+$/.test(key)) return;
  const expected = "expected a name from sd_notify(3), or one of your own that begins with X_";
  throw malformed(shown(key), expected);
}

function lines(key: string, given: Map<string, unknown>): string[] {
  const row = rows[key];
  if (!row) return [];
  const written = `${row.name}=${row.write(given.get(key), row.name)}`;
  // In one datagram: systemd compares it with the time at which it asked for the reload.
  return key === "reloading" ? [written, `MONOTONIC_USEC=${monotonicUsec()}`] : [written];
}

function pollLine(value: unknown): string[] {
  if (typeof value !== "boolean")
    throw malformed("FDPOLL", `expected true or false, got ${shown(value)}`);
  return value ? [] : ["FDPOLL=0"];
}

function writeOwn([name, value]: [string, unknown]): string {
  return `${name}=${line(value, name)}`;
}

function descriptorsOf(value: unknown): number[] {
  return Array.isArray(value) ? value : [value as number];
}
