import {
  amount,
  count,
  described,
  integer,
  listOf,
  oneOf,
  optional,
  orNull,
  pid,
  record,
  text,
  time,
  truth,
  type ValueOf,
} from "./shape.js";

const socket = record({
  name: text,
  address: described(text, "The ADDR of `rouse-exec --listen`, without its type."),
  type: text,
  adopted: described(truth, "The program holds it, as far as it was looked at."),
  listening: described(truth, "And listens on it."),
  closed: described(optional(truth), "It has held it in this run, and does so no more."),
  in_vain: described(optional(truth), "A client was seen to wait there in vain."),
});

const exit = record({
  code: orNull(integer),
  signal: orNull(integer),
  reason: described(
    oneOf("idle", "signal", "exit", "unserved"),
    "Unserved: it was ended, since it held no passed socket and a client waited.",
  ),
});

const sleep = record({
  how: oneOf("stop", "freeze"),
  freeze_for_s: orNull(amount),
  stops_because: described(orNull(text), "Why it is stopped though it is to be frozen."),
  held_up: described(orNull(text), "Why it was not frozen when it last was to be, and is awake."),
  freezes: count,
  thaw_ms: described(
    orNull(amount),
    "From the last client that found it frozen until that was accepted.",
  ),
});

const frozen = record({
  by: oneOf("signal", "cgroup"),
  resident_kb: count,
  resident_before_kb: count,
  kept_because: described(orNull(text), "Why its memory is left to the kernel."),
  since: time,
  until: described(orNull(time), "When it is stopped."),
});

/** Why a program that runs is not put to sleep. */
export const busyShape = record({
  reason: described(
    text,
    "A word of the table in the manual of rouse-exec: cpu, file, connections.",
  ),
  text: described(text, "What it means now."),
  until: described(orNull(time), "When it will be over; null where nobody knows."),
});

/** The keys of a report file of rouse-exec (its manual, --report). The name of a key ends with its unit. */
const reportFields = {
  version: oneOf(1),
  name: text,
  pid: described(pid, "The process of rouse-exec."),
  pid_start_ticks: described(
    optional(orNull(count)),
    "When that was started, in clock ticks since boot (proc_pid_stat(5)): a later process of this pid is another.",
  ),
  rouse_exec: described(
    optional(record({ version: text, build: orNull(text) })),
    "Which rouse-exec it is. Two builds of one version differ in `build`, the build ID of its file.",
  ),
  program_pid: orNull(pid),
  state: oneOf(
    "waiting",
    "starting",
    "running",
    "frozen",
    "stopping",
    "failing",
    "exited",
    "failed",
  ),
  since: orNull(time),
  sockets: listOf(socket),
  unmatched: described(
    listOf(record({ address: text, type: text, pid, aside: optional(truth) })),
    "Binds that took no passed socket. Aside: nobody reaches that socket, since IPv6 was passed for its port.",
  ),
  elsewhere: described(
    optional(listOf(record({ address: text, type: text }))),
    "What the program listens on while it does not hold every passed socket.",
  ),
  connections: orNull(count),
  quiet_connections: described(
    optional(count),
    "Connections that do not keep it awake, since no byte has moved on them for `quiet_after_s`.",
  ),
  ignored_connections: described(
    optional(count),
    "Connections that do not keep it awake, since they are of clients that it ignores.",
  ),
  last_activity: orNull(time),
  idle_after_s: orNull(amount),
  quiet_after_s: orNull(amount),
  sleeps_at: orNull(time),
  busy: described(
    optional(orNull(busyShape)),
    "Why it is not put to sleep; null where it will be, unless a client comes.",
  ),
  traced: described(optional(truth), "It is not put to sleep, since a process of it is traced."),
  ends_at: described(
    optional(orNull(time)),
    "When the program is ended, unless it takes the socket where a client waits.",
  ),
  sleep: optional(sleep),
  frozen: described(
    optional(orNull(frozen)),
    "While its processes stand still. Memory is counted once for each process.",
  ),
  wakes: count,
  wakes_since: described(
    optional(orNull(time)),
    "Since when they are counted: runs of another boot are not.",
  ),
  started_at: orNull(time),
  ready_at: orNull(time),
  cold_start_ms: orNull(amount),
  last_exit: orNull(exit),
  fails: described(
    orNull(count),
    "How often in a row the program has failed; null for an earlier version, which does not try again.",
  ),
  next_try: described(orNull(time), "When it is tried again, if a client still waits."),
  gate: described(
    orNull(oneOf("none", "shut", "open")),
    "Shut: clients wait until its checks pass, since `gate_since`. Null: an earlier version, which has none.",
  ),
  gate_since: orNull(time),
  gate_failed: described(orNull(text), "The check that failed last, and how."),
  waits_for: described(
    orNull(record({ name: text, connections: orNull(count) })),
    "Clients wait until this service of the same group sleeps (--one-of).",
  ),
};

export const reportShape = record(reportFields);

export type Report = ValueOf<typeof reportShape>;

const learnedShape = record({
  address: text,
  type: text,
  v6only: truth,
  pid,
  process: text,
  bound_at: orNull(time),
  listened_at: orNull(time),
});

/**
 * An address that a program bound or listened on under `rouse-exec --learn`, once for each address and type. A bind
 * to port 0 has that port; its listen, which comes without a bind, has the port that the kernel chose.
 */
export type Learned = ValueOf<typeof learnedShape>;

/** The report of `rouse-exec --learn`. */
export const learnReportShape = record({ ...reportFields, learned: listOf(learnedShape) });

export type LearnReport = ValueOf<typeof learnReportShape>;
