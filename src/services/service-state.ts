import type { Failure } from "../engines/systemd/inventory/unit-failures.js";
import type { UnitState } from "../engines/systemd/manager/list-units.js";
import type { Report } from "../rouse-exec/report.js";
import type { Connected } from "./connected.js";
import * as why from "./why.js";

/**
 * `asleep` the socket listens and its program does not run; `waking` the program starts; `awake` it serves;
 * `stopping` it is told to end; `failed` it ended with an error, whether or not it will be tried again;
 * `limit-hit` systemd has closed the socket after too many starts; `stopped` nobody listens; `unknown` the
 * service manager cannot be asked.
 */
export type StateName =
  | "asleep"
  | "waking"
  | "awake"
  | "stopping"
  | "failed"
  | "limit-hit"
  | "stopped"
  | "unknown";

export interface State {
  state: StateName;
  /** In a few words. */
  why: string;
  /** When an awake service will be asleep if nobody connects, in ms since 1970. */
  sleepsAt?: number;
}

/** All that a state follows from. */
export interface Facts {
  /** In ms since 1970. */
  now: number;
  /** As it is typed behind `rouse start`. */
  name: string;
  /** Undefined when the service manager cannot be asked. */
  units: { sockets: readonly UnitState[]; service: UnitState } | undefined;
  /** What `systemctl show` knows about units that failed or are started again. */
  failure?: Failure | undefined;
  /** Of the last run, or of the one that runs. */
  report?: Report | undefined;
  connected?: Connected | undefined;
}

/** Each rung says what it knows and why, or leaves it to the next; the last has what is left. */
export function judgeState(facts: Facts): State {
  for (const rung of rungs) {
    const state = rung(facts);
    if (state !== undefined) return state;
  }
  return { state: "stopped", why: why.stopped(facts) };
}

type Rung = (facts: Facts) => State | undefined;

const rungs: readonly Rung[] = [
  withoutManager,
  isStopping,
  isAwake,
  isTriedAgain,
  isWaking,
  hasHitLimit,
  hasFailedSocket,
  hasFailed,
  isAsleep,
];

/** Without a manager a report is all there is, and says nothing of what came after it. */
function withoutManager(facts: Facts): State | undefined {
  if (facts.units !== undefined) return undefined;
  const { report } = facts;
  if (report?.state === "waiting") return { state: "asleep", why: why.asleep(facts) };
  if (report?.state === "starting") return { state: "waking", why: why.waking(facts) };
  if (report?.state === "running") return awake(facts);
  if (report?.state === "stopping") return { state: "stopping", why: why.stopping(facts) };
  return { state: "unknown", why: why.unknown() };
}

function isStopping(facts: Facts): State | undefined {
  const { active, sub } = serviceOf(facts);
  if (active !== "deactivating") return undefined;
  return { state: "stopping", why: why.stopping(facts, sub) };
}

function isAwake(facts: Facts): State | undefined {
  const { active } = serviceOf(facts);
  if (!["active", "reloading", "refreshing"].includes(active)) return undefined;
  // With --lazy the unit is active while its program sleeps.
  if (facts.report?.state === "waiting") return { state: "asleep", why: why.asleep(facts) };
  return awake(facts);
}

function awake(facts: Facts): State {
  const sleepsAt = sleepOf(facts);
  return { state: "awake", why: why.awake(facts), ...(sleepsAt === undefined ? {} : { sleepsAt }) };
}

/** Somebody may have connected since the report was written. */
function sleepOf({ report, connected }: Facts): number | undefined {
  if (report?.state !== "running" || report.sleeps_at === null || connected?.count) {
    return undefined;
  }
  return Date.parse(report.sleeps_at);
}

function isTriedAgain(facts: Facts): State | undefined {
  const { active, sub } = serviceOf(facts);
  if (active !== "activating" || !sub.startsWith("auto-restart")) return undefined;
  return { state: "failed", why: why.triedAgain(facts) };
}

function isWaking(facts: Facts): State | undefined {
  if (serviceOf(facts).active !== "activating") return undefined;
  return { state: "waking", why: why.waking(facts) };
}

function hasHitLimit(facts: Facts): State | undefined {
  const results = [...(facts.failure?.socketResults ?? []), facts.failure?.result ?? ""];
  const hit = results.find((result) => /limit-hit$/.test(result));
  if (hit === undefined) return undefined;
  return { state: "limit-hit", why: why.limitHit(facts) };
}

function hasFailedSocket(facts: Facts): State | undefined {
  if (!socketsOf(facts).some(({ active }) => active === "failed")) return undefined;
  return { state: "failed", why: why.socketFailed(facts) };
}

function hasFailed(facts: Facts): State | undefined {
  if (serviceOf(facts).active !== "failed") return undefined;
  return { state: "failed", why: why.failed(facts) };
}

function isAsleep(facts: Facts): State | undefined {
  if (!socketsOf(facts).some(isHeld)) return undefined;
  return { state: "asleep", why: why.asleep(facts) };
}

/** systemd holds the socket: it listens there itself, or has passed it on. */
export function isHeld({ active }: UnitState): boolean {
  return active === "active";
}

function serviceOf({ units }: Facts): UnitState {
  return units?.service ?? { active: "inactive", sub: "dead" };
}

function socketsOf({ units }: Facts): readonly UnitState[] {
  return units?.sockets ?? [];
}
