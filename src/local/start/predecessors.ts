import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { readProcessRecord } from "../../sys/processes/process-record.js";
import { placeOf, tokenFor } from "../client/find-daemon.js";
import { probe } from "../client/identify-daemon.js";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.js";
import { judge, type ProcessVerdict } from "../process/process-identity.js";
import { endProcess } from "../process/terminate-process.js";
import { removeLeftSocket } from "../runtime/clean-up.js";
import { type FoundRuntimeFile, readRuntimeFiles } from "../runtime/read-runtime-files.js";
import { type RuntimeFile, removeRuntimeFile } from "../runtime/runtime-file.js";
import { runtimeFolder } from "../runtime/runtime-folder.js";
import { takeStartLock } from "./start-lock.js";

/** What became of a daemon that an earlier start has left, and why. */
export interface Predecessor {
  readonly pid: number;
  readonly endpoint: string;
  /** `cleared`: it is gone, and so is its runtime file. `kept`: neither is certain, nothing was touched. */
  readonly was: "cleared" | "kept";
  readonly why: string;
}

/** The right to start, until `release`: from then on the runtime file keeps others away. */
export interface Start {
  readonly predecessors: readonly Predecessor[];
  release(): void;
}

/**
 * Call before the socket is made, and `release` once the runtime file is written or the start has failed. Waits for
 * another start of `service` to be over, ends a predecessor that does not answer any more, and clears away what
 * those that are gone have left; `ours` is the socket of this start, whose file stays.
 * @throws LOCAL_ALREADY_RUNNING, LOCAL_START_BUSY, NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function claimStart(service: string, ours: Endpoint | undefined): Promise<Start> {
  const lock = await takeStartLock(service);
  try {
    const predecessors: Predecessor[] = [];
    // One by one: when one runs, those behind it are not touched.
    for (const found of await readRuntimeFiles(service))
      predecessors.push(await clear(found, ours));
    removeDrafts(runtimeFolder(service));
    return { predecessors, release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function clear(found: FoundRuntimeFile, ours: Endpoint | undefined): Promise<Predecessor> {
  const { file, path } = found;
  const { is, why } = await decide(file);
  if (is !== "gone") return describe(file, "kept", why);
  await removeLeftSocket(file, ours);
  removeRuntimeFile(path);
  return describe(file, "cleared", why);
}

/** How long a predecessor that does not answer may take to end after SIGTERM. */
const endMs = 2000;

/** The first rung that applies decides. @throws LOCAL_ALREADY_RUNNING */
async function decide(file: RuntimeFile): Promise<ProcessVerdict> {
  const verdict = judge(file);
  if (verdict.is === "gone") return verdict;
  const place = placeOf(file);
  if (place === undefined) return { is: "unknown", why: "its endpoint is none of this machine" };
  const answer = await probe(place, file.service, tokenFor(file, verdict.is));
  if (answer.kind === "alive") throw alreadyRunning(file, place);
  const after = judge(file);
  if (after.is !== "lives") return after;
  // It lives, and another server has its address.
  if (answer.kind === "other") throw alreadyRunning(file, place);
  const ending = await endProcess(file, endMs);
  if (!ending.ended) return { is: "unknown", why: ending.why };
  return { is: "gone", why: `it did not answer, and was ended by ${ending.by}` };
}

function alreadyRunning({ service, pid }: RuntimeFile, place: Endpoint): RouseError {
  return new RouseError("LOCAL_ALREADY_RUNNING", { service, pid, endpoint: formatEndpoint(place) });
}

function describe(
  { pid, endpoint }: RuntimeFile,
  was: Predecessor["was"],
  why: string,
): Predecessor {
  return { pid, endpoint, was, why };
}

/** What a daemon that was killed while it wrote its runtime file has left. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = name.match(/^daemon\.(\d+)\.json\.tmp$/) ?? [];
    if (pid === undefined || readProcessRecord(Number(pid)) !== "none") continue;
    rmSync(join(folder, name), { force: true });
  }
}
