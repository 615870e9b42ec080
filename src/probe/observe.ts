import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { RouseError } from "../errors/rouse-error.js";
import type { LearnReport } from "../rouse-exec/report.js";
import { type Bind, describeBinds } from "./binds.js";
import { type Enough, isEnough } from "./enough.js";
import { startLearning, type Watched } from "./learning.js";
import { makeReportFolder } from "./report-folder.js";
import { type Signals, watchSignals } from "./signals.js";
import { type Program, readProgram } from "./traits.js";

/** What a program did while it was watched. */
export interface Observation {
  /** Why the watching ended; `program`: it ended itself. */
  ended: Enough | "interrupted" | "program";
  durationMs: number;
  binds: Bind[];
  program: Program;
  /** How it ended, when it ended by itself. */
  exit: LearnReport["last_exit"];
}

const betweenLooksMs = 50;

/**
 * Runs a program under `rouse-exec --learn` until it has bound what it binds, or for `span` milliseconds, and ends
 * all of it. SIGINT ends the watching. What it prints goes to our stderr; its stdin is empty, as that of a service.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE, PROBE_FAILED, REPORT_MALFORMED; INTERRUPTED by other signals
 */
export async function observe(command: readonly string[], span?: number): Promise<Observation> {
  const folder = makeReportFolder();
  const signals = watchSignals();
  try {
    return await watch(startLearning(command, folder), signals, span);
  } finally {
    signals.forget();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watch(watched: Watched, signals: Signals, span?: number): Promise<Observation> {
  const began = performance.now();
  const since = () => performance.now() - began;
  try {
    const ended = await untilEnough(watched, signals, since, span);
    const durationMs = Math.round(since());
    const report = watched.report();
    const isFailure = ended === "program" && !report?.last_exit;
    if (report === undefined || isFailure) throw new RouseError("PROBE_FAILED", {});
    const tree = ended === "program" ? undefined : watched.pid;
    const seen = { binds: describeBinds(report, tree), program: readProgram(report, tree) };
    return { ended, durationMs, ...seen, exit: ended === "program" ? report.last_exit : null };
  } finally {
    await watched.stop();
    signals.throwIfFatal();
  }
}

async function untilEnough(
  watched: Watched,
  signals: Signals,
  since: () => number,
  span: number | undefined,
): Promise<Observation["ended"]> {
  let seen = "";
  let changed = 0;
  for (;;) {
    const learned = watched.report()?.learned ?? [];
    const text = JSON.stringify(learned);
    if (text !== seen) changed = since();
    seen = text;
    if (watched.hasEnded()) return "program";
    if (signals.came()) return "interrupted";
    const enough = isEnough(learned, { now: since(), changed, span });
    if (enough !== undefined) return enough;
    await pause(betweenLooksMs);
  }
}
