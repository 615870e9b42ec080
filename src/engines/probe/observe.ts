import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { RouseError } from "../../errors.js";
import { findRouseExec } from "../../exec/find.js";
import { type LearnReport, parseLearnReport } from "../../exec/learned.js";
import { hasCode } from "../../sys/descriptor.js";
import { type Bind, describeBinds } from "./binds.js";
import { type Enough, isEnough } from "./enough.js";
import { makeReportFolder } from "./report-folder.js";
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
const stopTimeout = "5s";

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

interface Watched {
  pid: number;
  report(): LearnReport | undefined;
  hasEnded(): boolean;
  /** Resolves when no process of it is left. */
  stop(): Promise<void>;
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

function startLearning(command: readonly string[], folder: string): Watched {
  const file = join(folder, "probe.json");
  const options = ["--learn", `--report=${file}`, `--stop-timeout=${stopTimeout}`];
  // In a session of its own: Ctrl-C is for us.
  const child = spawn(findRouseExec(), [...options, "--", ...command], {
    stdio: ["ignore", 2, 2],
    detached: true,
  });
  let ended = false;
  const end = new Promise<void>((resolve, reject) => {
    child.on("error", (cause) => reject(new RouseError("PROBE_FAILED", {}, { cause })));
    child.on("exit", () => {
      ended = true;
      resolve();
    });
  });
  end.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    report: () => readReport(file),
    hasEnded: () => ended || child.pid === undefined,
    stop() {
      if (!ended) child.kill("SIGTERM");
      return end;
    },
  };
}

/** Undefined until rouse-exec has written it. */
function readReport(file: string): LearnReport | undefined {
  try {
    return parseLearnReport(readFileSync(file, "utf8"), file);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

interface Signals {
  came(): boolean;
  /** @throws INTERRUPTED when we were asked to end ourselves, and not only to end the watching. */
  throwIfFatal(): void;
  forget(): void;
}

function watchSignals(): Signals {
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const seen = new Set<NodeJS.Signals>();
  const note = (name: NodeJS.Signals) => seen.add(name);
  for (const name of names) process.on(name, note);
  return {
    came: () => seen.size > 0,
    throwIfFatal() {
      const fatal = names.find((name) => name !== "SIGINT" && seen.has(name));
      if (fatal !== undefined) throw new RouseError("INTERRUPTED", { signal: fatal });
    },
    forget() {
      for (const name of names) process.off(name, note);
    },
  };
}
