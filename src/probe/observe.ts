import { setTimeout as pause } from "node:timers/promises";
import { RouseError } from "../errors/rouse-error.js";
import type { LearnReport } from "../rouse-exec/report.js";
import type { ServerAnswers } from "./answers/answer.js";
import { AnswerWatch } from "./answers/watch-answers.js";
import { type Bind, describeBinds } from "./binds.js";
import { type EndReason, findEndReason } from "./end-reason.js";
import { catchInterrupts, type Interrupts } from "./interrupts.js";
import { startLearning, type Watched } from "./learning.js";
import { type ProgramFacts, readProgramFacts } from "./program-facts.js";
import { openReadyListener, type ReadyListener } from "./ready-listener.js";
import { makeReportFolder, removeReportFolder } from "./report-folder.js";

/** What a program did while it was watched. */
export interface Observation {
  /** Why the watch ended; `program` when the program ended by itself. */
  ended: EndReason | "interrupted" | "program";
  durationMs: number;
  binds: Bind[];
  /** Of the servers that speak a known protocol. */
  answers: ServerAnswers[];
  /** When the program said READY=1, in milliseconds since it was started. */
  readyAfterMs: number | null;
  program: ProgramFacts;
  /** How it ended, when it ended by itself. */
  exit: LearnReport["last_exit"];
}

const betweenLooksMs = 50;

/**
 * Runs a program under `rouse-exec --learn` until it has bound what it binds, or for `span` milliseconds, and ends all
 * its processes. SIGINT ends the watch. Its output goes to our stderr; its stdin is empty, as that of a service is.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE, PROBE_FAILED, REPORT_MALFORMED, TEMPORARY_FOLDER_UNSAFE;
 * INTERRUPTED by other signals
 */
export async function observe(command: readonly string[], span?: number): Promise<Observation> {
  const folder = makeReportFolder();
  const interrupts = catchInterrupts();
  const notices = openReadyListener();
  try {
    const watched = startLearning(command, folder, notices.environment);
    return await watch({ watched, interrupts, notices, span });
  } finally {
    notices.close();
    interrupts.forget();
    removeReportFolder(folder);
  }
}

interface Watch {
  watched: Watched;
  interrupts: Interrupts;
  notices: ReadyListener;
  span: number | undefined;
}

async function watch(all: Watch): Promise<Observation> {
  const { watched, interrupts } = all;
  const began = performance.now();
  const since = () => performance.now() - began;
  const answers = new AnswerWatch(since);
  try {
    const { ended, readyAfterMs } = await watchUntilEnd(all, answers, since);
    const durationMs = Math.round(since());
    const report = watched.report();
    const isFailure = ended === "program" && !report?.last_exit;
    if (report === undefined || isFailure) throw new RouseError("PROBE_FAILED", {});
    const tree = ended === "program" ? undefined : watched.pid;
    const seen = { binds: describeBinds(report, tree), program: readProgramFacts(report, tree) };
    const exit = ended === "program" ? report.last_exit : null;
    return { ended, durationMs, ...seen, answers: await answers.end(), readyAfterMs, exit };
  } finally {
    await answers.end().finally(() => watched.stop());
    interrupts.throwIfFatal();
  }
}

type Course = Pick<Observation, "ended" | "readyAfterMs">;

async function watchUntilEnd(
  { watched, interrupts, notices, span }: Watch,
  answers: AnswerWatch,
  since: () => number,
): Promise<Course> {
  let seen = "";
  let changed = 0;
  let readyAfterMs: number | null = null;
  for (;;) {
    const report = watched.report();
    const learned = report?.learned ?? [];
    if (report !== undefined) answers.look(report, watched.pid);
    if (notices.hasCome()) readyAfterMs ??= since();
    const text = JSON.stringify(learned);
    if (text !== seen || answers.isLoading()) changed = since();
    seen = text;
    if (watched.hasEnded()) return { ended: "program", readyAfterMs };
    if (interrupts.came()) return { ended: "interrupted", readyAfterMs };
    const ended = findEndReason(learned, { now: since(), changed, span });
    if (ended !== undefined) return { ended, readyAfterMs };
    await pause(betweenLooksMs);
  }
}
