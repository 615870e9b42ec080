import { timers } from "../../sys/lazy-node-modules.js";
import { checkLiveness } from "../process/process-identity.js";
import { terminateProcess } from "../process/terminate-process.js";
import { cleanUpAfter } from "../runtime/clean-up.js";
import { type FoundRuntimeFile, readRuntimeFiles } from "../runtime/read-runtime-files.js";
import { findAnswering } from "./find-daemon.js";

/** How long the daemon may take to end, and another to take its place. */
export interface StopOptions {
  /** How long the daemon may take to end after SIGTERM, before it gets SIGKILL; 2000 when left out. */
  readonly timeoutMs?: number;
  /** How long to wait, once all daemons have ended, until another is there and answers; 0 when left out. */
  readonly successorMs?: number;
}

/** A daemon that has ended, and what ended it. */
export interface EndedDaemon {
  readonly pid: number;
  /** The signal that ended it, or `itself` when none was needed. */
  readonly by: "itself" | "SIGTERM" | "SIGKILL";
}

/** A daemon that is still there, and why. */
export interface RemainingDaemon {
  readonly pid: number;
  readonly why: string;
}

/** A daemon that was not there before, such as one that a service manager starts in place of the one that ended. */
export interface Successor {
  readonly pid: number;
  /** Whether it already answers. */
  readonly isReady: boolean;
}

/**
 * `not-running`: there was no daemon. `stopped`: all of them have ended. `handed-over`: all of them have ended, and
 * another is there. `still-running`: `remaining` lists those that have not, and why.
 */
export interface StopOutcome {
  readonly outcome: "not-running" | "stopped" | "handed-over" | "still-running";
  readonly ended: readonly EndedDaemon[];
  readonly remaining: readonly RemainingDaemon[];
  readonly successor: Successor | undefined;
}

/**
 * Ends the daemon of `service` that this user runs, with SIGTERM, and with SIGKILL if it is alive after `timeoutMs`. A
 * process gets a signal only if its pid, start time, user and command line are those of the runtime file. A daemon that
 * overwrites its command line (`process.title = …`) after it began to serve is not recognized and counts as gone.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function stopDaemon(
  service: string,
  { timeoutMs = 2000, successorMs = 0 }: StopOptions = {},
): Promise<StopOutcome> {
  const files = await readRuntimeFiles(service);
  const stops = await Promise.all(files.map((found) => stop(found, timeoutMs)));
  const ended = stops.flatMap((one) => (one !== undefined && "by" in one ? [one] : []));
  const remaining = stops.flatMap((one) => (one !== undefined && "why" in one ? [one] : []));
  const successor = await awaitSuccessor(service, files, successorMs);
  return { outcome: outcomeOf(ended, remaining, successor), ended, remaining, successor };
}

/** Returns undefined when the daemon was gone before. */
async function stop(
  found: FoundRuntimeFile,
  timeoutMs: number,
): Promise<EndedDaemon | RemainingDaemon | undefined> {
  const { pid } = found.file;
  const wasGone = checkLiveness(found.file).is === "gone";
  const termination = await terminateProcess(found.file, timeoutMs);
  if (!termination.ended) return { pid, why: termination.why };
  await cleanUpAfter(found);
  return wasGone ? undefined : { pid, by: termination.by };
}

const betweenLooksMs = 50;

/** Looks at least once, even when `spanMs` is 0. */
async function awaitSuccessor(
  service: string,
  before: readonly FoundRuntimeFile[],
  spanMs: number,
): Promise<Successor | undefined> {
  const end = performance.now() + spanMs;
  for (;;) {
    const successor = await findSuccessor(service, before);
    if (successor?.isReady || performance.now() >= end) return successor;
    await timers().setTimeout(betweenLooksMs);
  }
}

async function findSuccessor(
  service: string,
  before: readonly FoundRuntimeFile[],
): Promise<Successor | undefined> {
  const known = new Set(before.map(({ file }) => `${file.pid} ${file.startTime}`));
  const files = await readRuntimeFiles(service);
  const fresh = files.find(
    ({ file }) => !known.has(`${file.pid} ${file.startTime}`) && checkLiveness(file).is === "alive",
  );
  if (fresh === undefined) return undefined;
  return { pid: fresh.file.pid, isReady: (await findAnswering(fresh.file)) !== undefined };
}

function outcomeOf(
  ended: readonly EndedDaemon[],
  remaining: readonly RemainingDaemon[],
  successor: Successor | undefined,
): StopOutcome["outcome"] {
  if (remaining.length > 0) return "still-running";
  if (successor !== undefined) return "handed-over";
  return ended.length > 0 ? "stopped" : "not-running";
}
