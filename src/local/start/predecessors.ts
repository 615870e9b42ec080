import { RouseError } from "../../errors/rouse-error.js";
import { tokenFor } from "../client/find-daemon.js";
import { type Identification, identifyDaemon } from "../client/identify-daemon.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { checkLiveness, type Liveness } from "../process/process-identity.js";
import { terminateProcess } from "../process/terminate-process.js";
import { cleanUpAfter, removeDrafts } from "../runtime/clean-up.js";
import { type FoundRuntimeFile, readRuntimeFiles } from "../runtime/read-runtime-files.js";
import { findEndpoint, type RuntimeFile } from "../runtime/runtime-file.js";

/** A daemon of which an earlier start has left a runtime file, what became of it, and why. */
export interface Predecessor {
  readonly pid: number;
  readonly endpoint: string;
  /** `cleared`: it is gone, and so is its runtime file. `kept`: it may still be there, and nothing was touched. */
  readonly was: "cleared" | "kept";
  readonly why: string;
}

interface StartFacts {
  /** The socket of this start, whose file stays. */
  readonly ours?: Endpoint | undefined;
  /** Whether a daemon that is alive and does not answer is ended; it may only be busy. */
  readonly takesOver?: boolean;
}

type Action = "refuse" | "terminate" | "clear" | "keep";

/** What answers at the endpoint of a predecessor; `elsewhere`: the endpoint is not on this machine and is not asked. */
type Answerer = Identification["kind"] | "elsewhere";

/** What a start does, by what answers and by whether the process of the predecessor is there afterwards. */
const actions: Record<Answerer, Record<Liveness["is"], Action>> = {
  daemon: { alive: "refuse", unknown: "refuse", gone: "refuse" },
  // An alive predecessor has lost its address to another server.
  other: { alive: "refuse", unknown: "keep", gone: "clear" },
  silent: { alive: "terminate", unknown: "keep", gone: "clear" },
  elsewhere: { alive: "keep", unknown: "keep", gone: "clear" },
};

/**
 * Deals with the daemons that earlier starts of `service` have left: ends those that do not answer any more, if this
 * start takes over, and cleans up after those that are gone. Call it while holding the lock.
 * @throws LOCAL_ALREADY_RUNNING, LOCAL_NOT_ANSWERING, NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function clearPredecessors(
  service: string,
  facts: StartFacts = {},
): Promise<Predecessor[]> {
  const predecessors: Predecessor[] = [];
  // One by one: when one of them refuses the start, those after it are not touched.
  for (const found of await readRuntimeFiles(service))
    predecessors.push(await settle(found, facts));
  removeDrafts(service);
  return predecessors;
}

async function settle(
  found: FoundRuntimeFile,
  { ours, takesOver = false }: StartFacts,
): Promise<Predecessor> {
  const { service, pid, endpoint } = found.file;
  const decision = await decide(found.file);
  if (decision.action === "terminate" && !takesOver)
    throw new RouseError("LOCAL_NOT_ANSWERING", { service, pid, endpoint });
  const { action, why } = await carryOut(decision, found.file);
  if (action === "refuse")
    throw new RouseError("LOCAL_ALREADY_RUNNING", { service, pid, endpoint });
  if (action === "keep") return { pid, endpoint, was: "kept", why };
  await cleanUpAfter(found, ours);
  return { pid, endpoint, was: "cleared", why };
}

interface Decision {
  readonly action: Action;
  readonly why: string;
}

async function decide(file: RuntimeFile): Promise<Decision> {
  const before = checkLiveness(file);
  // To ask could wake the next daemon, behind the socket of a service manager.
  if (before.is === "gone") return { action: "clear", why: before.why };
  const answerer = await identify(file, before);
  const after = checkLiveness(file);
  const action = actions[answerer][after.is];
  if (answerer === "elsewhere" && action === "keep") {
    return { action, why: "its endpoint is not on this machine" };
  }
  return { action, why: after.why };
}

async function identify(file: RuntimeFile, { is }: Liveness): Promise<Answerer> {
  const endpoint = findEndpoint(file);
  if (endpoint === undefined) return "elsewhere";
  return (await identifyDaemon(endpoint, file.service, tokenFor(file, is))).kind;
}

/** How long a predecessor that does not answer may take to end after SIGTERM. */
const endMs = 2000;

/** Terminates the predecessor if that was decided; what is left to do depends on whether it has ended. */
async function carryOut(decision: Decision, file: RuntimeFile): Promise<Decision> {
  if (decision.action !== "terminate") return decision;
  const termination = await terminateProcess(file, endMs);
  if (!termination.ended) return { action: "keep", why: termination.why };
  return { action: "clear", why: `it did not answer, and was ended by ${termination.by}` };
}
