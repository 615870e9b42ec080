import type { UnitState } from "../engines/facts.js";
import { countUnused, type StateFacts } from "./state-facts.js";
import * as why from "./why.js";

/**
 * `asleep` the socket listens and its program does not run; `waking` the program starts; `awake` it serves;
 * `frozen` all of its processes stand still; `stopping` it is told to end;
 * `failing` it has failed and is tried again, since a client waits; `failed` it ended with an error, whether or not it will be tried again;
 * `limit-hit` systemd has closed the socket after too many starts; `stopped` no socket listens; `unknown` the
 * service manager cannot be asked.
 */
export type StateName = (typeof stateNames)[number];

export const stateNames = [
  "asleep",
  "waking",
  "awake",
  "frozen",
  "stopping",
  "failing",
  "failed",
  "limit-hit",
  "stopped",
  "unknown",
] as const;

export interface State {
  state: StateName;
  /** In a few words. */
  why: string;
  /** When an awake service will sleep if no client connects, in ms since 1970. */
  sleepsAt?: number;
}

/** Judges the state by rungs: each says what it knows and why, or leaves it to the next; `stopped` is what is left. */
export function judgeState(facts: StateFacts): State {
  for (const rung of rungs) {
    const state = rung(facts);
    if (state !== undefined) return state;
  }
  return { state: "stopped", why: why.stopped(facts) };
}

type Rung = (facts: StateFacts) => State | undefined;

const rungs: readonly Rung[] = [
  withoutManager,
  isStopping,
  isFailing,
  isAwake,
  isTriedAgain,
  isWaking,
  hasHitLimit,
  hasFailedSocket,
  hasFailed,
  isAsleep,
];

/** Without a manager the report is all there is, and it knows nothing of what came later. */
function withoutManager(facts: StateFacts): State | undefined {
  if (facts.units !== undefined) return undefined;
  const { report, runs } = facts;
  const isOver = report?.state === "exited" || report?.state === "failed";
  if (report !== undefined && !isOver && !runs) return { state: "failed", why: why.lost(facts) };
  if (isQueued(facts)) return { state: "waking", why: why.waking(facts) };
  if (report?.state === "waiting") return { state: "asleep", why: why.asleep(facts) };
  if (report?.state === "starting") return { state: "waking", why: why.waking(facts) };
  if (report?.state === "running") return awake(facts);
  if (report?.state === "frozen") return { state: "frozen", why: why.frozen(facts) };
  if (report?.state === "failing") return { state: "failing", why: why.failing(facts, report) };
  if (report?.state === "stopping") return { state: "stopping", why: why.stopping(facts) };
  return { state: "unknown", why: why.unknown() };
}

function isStopping(facts: StateFacts): State | undefined {
  const { active, sub } = serviceOf(facts);
  if (active !== "deactivating") return undefined;
  return { state: "stopping", why: why.stopping(facts, sub) };
}

/** To systemd it starts, or has been active since before. */
function isFailing(facts: StateFacts): State | undefined {
  if (!facts.runs || facts.report?.state !== "failing") return undefined;
  return { state: "failing", why: why.failing(facts, facts.report) };
}

function isAwake(facts: StateFacts): State | undefined {
  const { active } = serviceOf(facts);
  if (!["active", "reloading", "refreshing"].includes(active)) return undefined;
  if (isQueued(facts)) return { state: "waking", why: why.waking(facts) };
  // With --lazy the unit is active while its program sleeps.
  if (facts.report?.state === "waiting") return { state: "asleep", why: why.asleep(facts) };
  if (facts.runs && facts.report?.state === "frozen") {
    return { state: "frozen", why: why.frozen(facts) };
  }
  if (isTold(facts)) return { state: "stopping", why: why.stopping(facts) };
  // Where rouse-exec does not tell the manager when the program is ready, the unit is active at once.
  if (facts.runs && facts.report && why.isLoading(facts.report)) {
    return { state: "waking", why: why.waking(facts) };
  }
  return awake(facts);
}

/** A client waits, and so does rouse-exec: for another service of the group. */
function isQueued({ report, runs }: StateFacts): boolean {
  return runs && report?.waits_for != null;
}

/** rouse-exec, and not the manager, was told to end its program. */
function isTold({ report, runs }: StateFacts): boolean {
  return runs && report?.state === "stopping";
}

function awake(facts: StateFacts): State {
  const sleepsAt = sleepOf(facts);
  return { state: "awake", why: why.awake(facts), ...(sleepsAt === undefined ? {} : { sleepsAt }) };
}

/** A client may have connected since the report was written. */
function sleepOf({ report, connected }: StateFacts): number | undefined {
  if (report?.state !== "running" || report.sleeps_at === null) return undefined;
  if ((connected?.count ?? 0) > countUnused(report)) return undefined;
  return Date.parse(report.sleeps_at);
}

function isTriedAgain(facts: StateFacts): State | undefined {
  const { active, sub } = serviceOf(facts);
  if (active !== "activating" || !sub.startsWith("auto-restart")) return undefined;
  return { state: "failed", why: why.triedAgain(facts) };
}

function isWaking(facts: StateFacts): State | undefined {
  if (serviceOf(facts).active !== "activating") return undefined;
  return { state: "waking", why: why.waking(facts) };
}

function hasHitLimit(facts: StateFacts): State | undefined {
  const results = [...(facts.failure?.socketResults ?? []), facts.failure?.result ?? ""];
  const hit = results.find((result) => /limit-hit$/.test(result));
  if (hit === undefined) return undefined;
  return { state: "limit-hit", why: why.limitHit(facts) };
}

function hasFailedSocket(facts: StateFacts): State | undefined {
  if (!socketsOf(facts).some(({ active }) => active === "failed")) return undefined;
  return { state: "failed", why: why.socketFailed(facts) };
}

function hasFailed(facts: StateFacts): State | undefined {
  if (serviceOf(facts).active !== "failed") return undefined;
  return { state: "failed", why: why.failed(facts) };
}

function isAsleep(facts: StateFacts): State | undefined {
  if (!socketsOf(facts).some(isHeld)) return undefined;
  return { state: "asleep", why: why.asleep(facts) };
}

/** systemd holds the socket: it listens itself, or has passed the socket on. */
function isHeld({ active }: UnitState): boolean {
  return active === "active";
}

function serviceOf({ units }: StateFacts): UnitState {
  return units?.service ?? { active: "inactive", sub: "dead" };
}

function socketsOf({ units }: StateFacts): readonly UnitState[] {
  return units?.sockets ?? [];
}
