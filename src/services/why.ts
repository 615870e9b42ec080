import { useOfSockets } from "../address/use-of-sockets.js";
import type { UnitFailure } from "../engines/facts.js";
import type { Report } from "../rouse-exec/report.js";
import { signalName } from "../sys/processes/signal-name.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { formatAge, formatClock } from "../time/age.js";
import { explainUnserved } from "./explain-unserved.js";
import { countUnused, type StateFacts } from "./state-facts.js";
import { findUnserved } from "./unserved.js";

export function unknown(): string {
  return "the service manager cannot be asked: rouse doctor";
}

export function stopped({ name }: StateFacts): string {
  return `nobody can wake it: ${rouse("start", name)}`;
}

export function stopping({ report, now }: StateFacts, sub = ""): string {
  if (report?.last_exit !== null && report?.state !== "stopping") return "it has ended";
  if (/kill/.test(sub)) return "it did not end by itself and is killed";
  const since = report?.state === "stopping" ? report.since : null;
  return since === null ? "it was told to end" : `it was told to end ${age(now, since)} ago`;
}

export function waking(facts: StateFacts): string {
  const { report, failure, name, now, runs } = facts;
  if (runs && report?.waits_for) return waitsFor(report.waits_for);
  const tries = failure?.restarts ?? 0;
  if (tries > 0) return `try ${tries + 1}, the others failed: ${rouse("logs", name)}`;
  const since = report?.state === "starting" ? report.started_at : null;
  if (report === undefined || since === null) return "it starts";
  const unserved = findUnserved(report);
  if (unserved === undefined && isLoading(report)) return loading(report, now);
  const listens = report.sockets.some(({ listening }) => listening);
  const what =
    unserved === undefined
      ? listens
        ? ""
        : "; it does not listen yet"
      : `; ${explainUnserved(unserved, report, facts)}`;
  return `starting, for ${age(now, since)} so far${what}`;
}

/** `waits for llm-a, 2 connections` */
function waitsFor({ name, connections }: NonNullable<Report["waits_for"]>): string {
  const words = connections === 1 ? "1 connection" : `${connections} connections`;
  return `waits for ${name}${connections ? `, ${words}` : ""}`;
}

/** Tells whether the program listens already, and its clients wait until it passes its checks. */
export function isLoading({ state, gate, sockets, gate_failed: failed }: Report): boolean {
  const hasBegun = failed !== null || sockets.some(({ listening }) => listening);
  return state === "starting" && gate === "shut" && hasBegun;
}

/** `loading for 0:06 (http:/health answered 503)` */
function loading({ gate_since: since, gate_failed: failed }: Report, now: number): string {
  return `loading for ${age(now, since)}${failed === null ? "" : ` (${formatFailed(failed)})`}`;
}

/** Returns the check that failed and how as one clause; a command may hold a colon itself, and `notify` asks nobody. */
export function formatFailed(failed: string): string {
  return failed.replace(/^notify: /, "").replace(/^(\S+): /, "$1 ");
}

export function awake(facts: StateFacts): string {
  const { report, units, name } = facts;
  if (report?.state !== "running") return "it serves";
  const socket = units?.sockets.find(({ active }) => active !== "active");
  if (socket !== undefined) return `its socket is stopped: ${rouse("start", name)}`;
  const unserved = findUnserved(report);
  return unserved === undefined ? use(facts, report) : explainUnserved(unserved, report, facts);
}

function use({ connected, now }: StateFacts, report: Report): string {
  const { idle_after_s: idle, sleeps_at: sleepsAt, connections } = report;
  const count = connected?.count || (sleepsAt === null ? (connections ?? 0) : 0);
  if (count > 0) {
    const from = connectionsFrom(count, connected);
    const unused = countUnused(report);
    if (unused >= count && sleepsAt !== null) {
      return `${from}, ${describeAllUnused(report)} for ${lastUse(now, report)}`;
    }
    const which = unused === 0 ? "" : `, ${describeUnused(report)}`;
    return `${from}${which}, awake for ${awakeFor(now, report)}${unaccepted(connected)}`;
  }
  const { busy } = report;
  if (busy != null && !isOfClients(busy)) return formatBusy(busy, now, report);
  if (report.traced) {
    return `${notPutToSleep}, since a process of it is traced; awake for ${awakeFor(now, report)}`;
  }
  if (report.sleep?.held_up) {
    return `it is not frozen, since ${report.sleep.held_up}; awake for ${awakeFor(now, report)}`;
  }
  if (idle === null) return `it never sleeps; awake for ${awakeFor(now, report)}`;
  if (sleepsAt !== null) return unused(now, report);
  return connections === null
    ? "whether somebody is connected cannot be told"
    : "nobody is connected any more";
}

type Busy = NonNullable<Report["busy"]>;

/** Who is connected is asked anew for each list. */
function isOfClients({ reason }: Busy): boolean {
  return ["connections", "waiting", "cannot-tell"].includes(reason);
}

/** `busy: 34 % of a processor`, `awake for 3:59 more`, `awake until 18:00` */
function formatBusy({ reason, text, until }: Busy, now: number, report: Report): string {
  if (reason === "min-awake" && until !== null) {
    return `awake for ${formatAge(Date.parse(until) - now)} more`;
  }
  if (reason === "hours") return text;
  const isWork = ["cpu", "file", "check"].includes(reason);
  return isWork
    ? `busy: ${text}`
    : `${notPutToSleep}, since ${text}; awake for ${awakeFor(now, report)}`;
}

const notPutToSleep = "it is not put to sleep";

/** `2 of them quiet, 1 of them ignored` */
function describeUnused(report: Report): string {
  const { quiet_connections: quiet = 0, ignored_connections: ignored = 0 } = report;
  const counts = [
    ...(quiet === 0 ? [] : [`${quiet} of them quiet`]),
    ...(ignored === 0 ? [] : [`${ignored} of them ignored`]),
  ];
  return counts.join(", ");
}

function describeAllUnused({ ignored_connections: ignored = 0 }: Report): string {
  return ignored === 0 ? "quiet" : "quiet or ignored";
}

/** `3 connections from 10.0.0.5 and 2 others` */
function connectionsFrom(count: number, connected: StateFacts["connected"]): string {
  const words = count === 1 ? "1 connection" : `${count} connections`;
  const hosts = [...new Set(connected?.tcp.map(({ peer }) => peerName(peer.host)))];
  const [first, ...others] = hosts;
  if (first === undefined) return words;
  const more = others.length === 1 ? ` and ${others[0]}` : ` and ${others.length} others`;
  return `${words} from ${first}${others.length === 0 ? "" : more}`;
}

/** A program that hangs has clients whom it does not accept. */
function unaccepted(connected: StateFacts["connected"]): string {
  const count = connected?.unaccepted ?? 0;
  if (count === 0) return "";
  return `; ${count} ${count === 1 ? "waits" : "wait"} to be accepted`;
}

/** Returns the host of a client; for one of IPv4 at a socket of IPv6, its own address. */
export function peerName(host: string): string {
  return host.replace(/^::ffff:(?=\d+\.)/, "");
}

export function asleep({ report, units, now, name }: StateFacts): string {
  const closed = units?.sockets.find(({ active }) => active !== "active");
  if (closed !== undefined) return `a socket of it is stopped: ${rouse("start", name)}`;
  if (report === undefined || report.wakes === 0) return "no client yet";
  const { last_exit: exit } = report;
  if (exit === null || exit.reason === "idle") return unused(now, report);
  const how = exit.reason === "signal" ? "it was stopped" : describeEnd(exit);
  if (report.since === null) return how;
  const ago = `${age(now, report.since)} ago`;
  return how.endsWith(`status ${exit.code}`) ? `${how}, ${ago}` : `${how} ${ago}`;
}

/** `41 of 120 MB resident; no connection for 0:12` */
export function frozen({ report, now }: StateFacts): string {
  if (!report?.frozen) return "it stands still";
  const { resident_kb: left, resident_before_kb: before, kept_because: kept } = report.frozen;
  const because = kept === null ? "" : `, since ${kept}`;
  return `${megabytes(left)} of ${megabytes(before)} MB resident${because}; ${unused(now, report)}`;
}

function megabytes(kilobytes: number): string {
  return kilobytes < 10_240 ? (kilobytes / 1024).toFixed(1) : (kilobytes / 1024).toFixed(0);
}

function describeEnd({
  code,
  signal,
}: Pick<NonNullable<Report["last_exit"]>, "code" | "signal">): string {
  return signal === null ? `it ended with status ${code}` : `it was ended by ${signalName(signal)}`;
}

export function limitHit({ name }: StateFacts): string {
  return `limit of starts hit: ${rouse("start", name)}`;
}

export function socketFailed({ name, failure }: StateFacts): string {
  const result = failure?.socketResults.find((one) => one !== "success");
  const what =
    result === "resources" ? "its socket cannot be opened" : `its socket failed (${result})`;
  return `${what}: ${rouse("logs", name)}`;
}

/** A rouse-exec that ends by itself says so in its report. */
export function lost({ name, report }: StateFacts): string {
  const was = `its rouse-exec (process ${report?.pid ?? "?"}) was killed, and nothing listens`;
  return `${was}: start it again, or \`${rouse("rm", name)}\``;
}

/** `it ended with status 3, 4 times in a row, next try in 0:07: rouse logs web` */
export function failing({ name, now }: StateFacts, report: Report): string {
  const { last_exit: exit, fails, next_try: next } = report;
  const how =
    exit === null ? "it failed" : exit.reason === "unserved" ? unserved : describeEnd(exit);
  const often = fails === null || fails < 2 ? "" : `, ${fails} times in a row`;
  const then =
    next === null
      ? ", and is tried again now"
      : `, next try in ${formatClock(Date.parse(next) - now)}`;
  return `${how}${often}${then}: ${rouse("logs", name)}`;
}

const unserved = "it did not serve its clients";

export function failed({ name, failure, report }: StateFacts): string {
  const next = `the next client tries again: ${rouse("logs", name)}`;
  return `${howItEnded(failure, report)}; ${next}`;
}

export function triedAgain({ name, failure, report }: StateFacts): string {
  const tries = failure?.restarts ?? 0;
  const often = tries === 0 ? "" : `, ${tries + 1} tries`;
  const at = failure?.restartAt;
  const next = at === undefined ? "" : `, next ${inSeconds(at)}`;
  return `${howItEnded(failure, report)}${often}${next}: ${rouse("logs", name)}`;
}

/** `us` are µs of CLOCK_MONOTONIC, which hrtime reads. */
function inSeconds(us: number): string {
  const seconds = Math.ceil(us / 1e6 - Number(process.hrtime.bigint()) / 1e9);
  return seconds <= 0 ? "now" : `in ${seconds} s`;
}

/** systemd.exec(5), SERVICE_RESULT. */
const results: Readonly<Record<string, string>> = {
  timeout: "was not ready in time",
  watchdog: "hung",
  "oom-kill": "was killed for want of memory",
  resources: "could not be started by systemd",
  protocol: "ended before it was ready",
};

function howItEnded(failure: UnitFailure | undefined, report?: Report): string {
  const known = results[failure?.result ?? ""];
  if (known !== undefined) return known;
  const ended = failure?.ended;
  if (ended === undefined) return "failed";
  if ("signal" in ended) return `was ended by ${ended.signal}`;
  if (ended.status === late && report?.gate_failed) {
    return `was not ready in time (${formatFailed(report.gate_failed)})`;
  }
  return statuses[ended.status] ?? `ended with status ${ended.status}${atStart(report)}`;
}

/** It is also the status of a program that did not pass its checks in time. */
const late = 124;

/** The statuses by which rouse-exec and systemd.exec(5) tell that the program never ran. */
const statuses: Readonly<Record<number, string>> = {
  [late]: "it was ended, as it did not listen where a client waited",
  125: "rouse-exec failed",
  126: "its program cannot be executed",
  127: "its program was not found",
  200: "its working directory cannot be entered",
  203: "rouse-exec cannot be executed",
  217: "its user is not known",
};

function atStart(report: Report | undefined): string {
  return report?.ready_at === null ? " at start" : "";
}

function awakeFor(now: number, { started_at, since }: Report): string {
  return age(now, started_at ?? since);
}

/** `no connection for 0:12` */
function unused(now: number, report: Report): string {
  return `no ${useOfSockets(report.sockets)} for ${lastUse(now, report)}`;
}

function lastUse(now: number, { last_activity, since }: Report): string {
  return age(now, last_activity ?? since);
}

function age(now: number, time: string | null): string {
  return time === null ? "a while" : formatAge(now - Date.parse(time));
}

function rouse(...words: string[]): string {
  return `rouse ${quoteCommand(words)}`;
}
