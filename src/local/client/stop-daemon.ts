import { timers } from "../../sys/on-use.js";
import { judge } from "../process/process-identity.js";
import { endProcess } from "../process/terminate-process.js";
import { removeLeftSocket } from "../runtime/clean-up.js";
import { type FoundRuntimeFile, readRuntimeFiles } from "../runtime/read-runtime-files.js";
import { removeRuntimeFile } from "../runtime/runtime-file.js";
import { findLiving } from "./find-daemon.js";

/** How long the daemon, and the one in its place, may take. */
export interface StopOptions {
  /** How long it may take to end after SIGTERM, before SIGKILL ends it; 2000 when left out. */
  readonly timeoutMs?: number;
  /** How long to wait, once all have ended, for another to be there and answer; 0 when left out. */
  readonly successorMs?: number;
}

/** A daemon that has ended, and what ended it. */
export interface EndedDaemon {
  readonly pid: number;
  /** What ended it: a signal of ours, or `itself` when none was needed. */
  readonly by: "itself" | "SIGTERM" | "SIGKILL";
}

/** A daemon that is still there, and why. */
export interface RemainingDaemon {
  readonly pid: number;
  readonly why: string;
}

/** A daemon that was not there before, such as a service manager starts in place of the one that ended. */
export interface Successor {
  readonly pid: number;
  /** Whether it answers already. */
  readonly isReady: boolean;
}

/**
 * `not-running`: there was none. `stopped`: all of them ended. `handed-over`: all of them ended, and another is
 * there. `still-running`: `remaining` says which, and why.
 */
export interface StopOutcome {
  readonly outcome: "not-running" | "stopped" | "handed-over" | "still-running";
  readonly ended: readonly EndedDaemon[];
  readonly remaining: readonly RemainingDaemon[];
  readonly successor: Successor | undefined;
}

/**
 * Ends the daemon of `service` that this user runs: SIGTERM, and SIGKILL if it lives after `timeoutMs`. A process
 * gets a signal only if its pid, start time, user and command line are those of the runtime file; a daemon that
 * writes over its command line (`process.title = …`) after it began to serve cannot be told and counts as gone.
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

/** Undefined when it was gone before. */
async function stop(
  found: FoundRuntimeFile,
  timeoutMs: number,
): Promise<EndedDaemon | RemainingDaemon | undefined> {
  const { pid } = found.file;
  const wasGone = judge(found.file).is === "gone";
  const ending = await endProcess(found.file, timeoutMs);
  if (!ending.ended) return { pid, why: ending.why };
  await forget(found);
  return wasGone ? undefined : { pid, by: ending.by };
}

async function forget({ path, file }: FoundRuntimeFile): Promise<void> {
  await removeLeftSocket(file, undefined);
  removeRuntimeFile(path);
}

const betweenLooksMs = 50;

/** Looks at least once. */
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
    ({ file }) => !known.has(`${file.pid} ${file.startTime}`) && judge(file).is === "lives",
  );
  if (fresh === undefined) return undefined;
  return { pid: fresh.file.pid, isReady: (await findLiving(fresh.file)) !== undefined };
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
