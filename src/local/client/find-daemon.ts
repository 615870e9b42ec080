import type { Endpoint } from "../endpoint/endpoint.js";
import { checkLiveness, type Liveness } from "../process/process-identity.js";
import { readRuntimeFiles } from "../runtime/read-runtime-files.js";
import { findEndpoint, type RuntimeFile } from "../runtime/runtime-file.js";
import { identifyDaemon } from "./identify-daemon.js";

/** A daemon that is alive and has just answered. */
export interface FoundDaemon {
  readonly endpoint: Endpoint;
  readonly pid: number;
  /** As the daemon has just said; undefined when it could not say it (it answered with status 500, for example). */
  readonly version: string | undefined;
  readonly activated: boolean;
  readonly since: string;
  readonly token: string | undefined;
}

/**
 * Finds the daemon of `service` that this user runs; undefined when none answers. No runtime file is believed: its
 * process must be there, its endpoint on this machine, and the answer that of the same process. Nothing is asked when
 * the process is gone, since that could wake the next one behind an activated socket.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function findDaemon(service: string): Promise<FoundDaemon | undefined> {
  const files = await readRuntimeFiles(service);
  const found = await Promise.all(files.map(({ file }) => findAnswering(file)));
  return found.find((daemon) => daemon !== undefined);
}

/** Returns undefined when the daemon of this file is gone, silent or somewhere else. */
export async function findAnswering(file: RuntimeFile): Promise<FoundDaemon | undefined> {
  const endpoint = findEndpoint(file);
  const { is } = checkLiveness(file);
  if (endpoint === undefined || is === "gone") return undefined;
  const answer = await identifyDaemon(endpoint, file.service, tokenFor(file, is));
  if (answer.kind !== "daemon") return undefined;
  // Where its liveness is unknown, it may be in another pid namespace, in which it has another number.
  const isAnother = answer.pid !== undefined && answer.pid !== file.pid;
  if (is === "alive" && isAnother) return undefined;
  const { pid, activated, since, token } = file;
  return { endpoint, pid, version: answer.version, activated, since, token };
}

/** Returns the token of a runtime file only while the process that wrote it is alive: nobody else may learn it. */
export function tokenFor({ token }: RuntimeFile, is: Liveness["is"]): string | undefined {
  return is === "alive" ? token : undefined;
}
