import { useOfSockets } from "../address/use-of-sockets.js";
import type { UnitFailure } from "../engines/facts.js";
import type { Report } from "../rouse-exec/report.js";
import { reportedAddress } from "../rouse-exec/reported-address.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { formatAge } from "../time/age.js";
import { findInstead, mapOption } from "./listens-instead.js";
import type { StateFacts } from "./state-facts.js";

export function unknown(): string {
  return "the service manager cannot be asked: rouse doctor";
}

export function stopped({ name }: StateFacts): string {
  return `nobody can wake it: ${rouse("start", name)}`;
}

export function stopping({ report }: StateFacts, sub = ""): string {
  if (report?.last_exit !== null && report?.state !== "stopping") return "it has ended";
  return /kill/.test(sub) ? "it did not end by itself and is killed" : "it was told to end";
}

export function waking({ report, units, failure, name, now }: StateFacts): string {
  const tries = failure?.restarts ?? 0;
  if (tries > 0) return `try ${tries + 1}, the others failed: ${rouse("logs", name)}`;
  const since = report?.state === "starting" ? report.started_at : null;
  if (report === undefined || since === null) return "it starts";
  return `starting for ${age(now, since)}${whereItListens(report, units)}`;
}

function whereItListens(report: Report, units: StateFacts["units"]): string {
  if (report.sockets.some(({ listening }) => listening)) return "";
  const wanted = unservedSocket(report);
  const instead = wanted && findInstead(wanted, report);
  if (instead === undefined || wanted === undefined) return "; it does not listen yet";
  const option = mapOption(wanted, instead);
  const next = option === undefined ? "" : `: ${mapCure(option, units)}`;
  return `; it listens on ${reportedAddress(instead)}, not on ${reportedAddress(wanted)}${next}`;
}

function mapCure(option: string, units: StateFacts["units"]): string {
  return units === undefined ? `write ${option}` : `make it again with ${option}`;
}

/**
 * Returns a socket whose clients wait in vain: of a program that serves, one that it has not taken; of one that starts,
 * none before it listens elsewhere, since until then it may be loading.
 */
export function unservedSocket({ state, sockets, elsewhere = [] }: Report) {
  if (state === "running") return sockets.find(({ adopted }) => !adopted);
  const isElsewhere = elsewhere.length > 0 && !sockets.some(({ listening }) => listening);
  return state === "starting" && isElsewhere ? sockets[0] : undefined;
}

export function awake(facts: StateFacts): string {
  const { report, units, name } = facts;
  if (report?.state !== "running") return "it serves";
  const socket = units?.sockets.find(({ active }) => active !== "active");
  if (socket !== undefined) return `its socket is stopped: ${rouse("start", name)}`;
  const ignored = unservedSocket(report);
  return ignored === undefined ? use(facts, report) : notTaken(ignored, report, facts);
}

/** Where `--map` is no cure, the log of a service with units has the sentence of rouse-exec. */
function notTaken(socket: Report["sockets"][number], report: Report, { name, units }: StateFacts) {
  const address = reportedAddress(socket);
  const served = findServed(socket, report);
  if (served !== undefined) {
    return `clients of ${address} are not served, since it listens on ${served} only: leave ${address} out`;
  }
  const instead = findInstead(socket, report);
  const where = instead === undefined ? "" : `; it listens on ${reportedAddress(instead)}`;
  const option = instead && mapOption(socket, instead);
  const look = units === undefined ? "" : `: ${rouse("logs", name)}`;
  const next = option === undefined ? look : `: ${mapCure(option, units)}`;
  return `clients of ${address} wait in vain${where}${next}`;
}

/**
 * Returns the address of the same port that the program took in place of `socket`, because it listens on one socket for
 * both families, or speaks one of them only.
 */
export function findServed(
  socket: Report["sockets"][number],
  { sockets }: Report,
): string | undefined {
  if (socket.adopted) return undefined;
  const served = sockets.find((one) => one.adopted && isOfPort(one, socket));
  return served && reportedAddress(served);
}

function isOfPort(one: Report["sockets"][number], other: Report["sockets"][number]): boolean {
  const isInet = one.type === "tcp" || one.type === "udp";
  return isInet && one.type === other.type && portOf(one.address) === portOf(other.address);
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":"));
}

function use({ connected, now }: StateFacts, report: Report): string {
  const { idle_after_s: idle, sleeps_at: sleepsAt, connections } = report;
  const count = connected?.count || (sleepsAt === null ? (connections ?? 0) : 0);
  if (count > 0) return `${connectionsFrom(count, connected)}, awake for ${awakeFor(now, report)}`;
  if (idle === null) return `it never sleeps; awake for ${awakeFor(now, report)}`;
  if (sleepsAt !== null) return unused(now, report);
  return connections === null
    ? "whether somebody is connected cannot be told"
    : "nobody is connected any more";
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
  const how =
    exit.reason === "signal" ? "it was stopped" : `it ended with status ${exit.code ?? "?"}`;
  return report.since === null ? how : `${how} ${age(now, report.since)} ago`;
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
  return `${was}: start it again, or ${rouse("rm", name)}`;
}

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
  return statuses[ended.status] ?? `ended with status ${ended.status}${atStart(report)}`;
}

/** The statuses by which rouse-exec and systemd.exec(5) tell that the program never ran. */
const statuses: Readonly<Record<number, string>> = {
  124: "it was ended, as it did not listen where a client waited",
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
