import { RouseError } from "../../errors/rouse-error.js";
import { type Endpoint, parseEndpoint } from "../endpoint/endpoint.js";
import { judge, type ProcessVerdict } from "../process/process-identity.js";
import { readRuntimeFiles } from "../runtime/read-runtime-files.js";
import type { RuntimeFile } from "../runtime/runtime-file.js";
import { probe } from "./identify-daemon.js";

/** A daemon that lives and has just answered. */
export interface FoundDaemon {
  readonly endpoint: Endpoint;
  readonly pid: number;
  /** As it said itself; undefined when it could not (it answered with status 500, say). */
  readonly version: string | undefined;
  readonly activated: boolean;
  readonly since: string;
  readonly token: string | undefined;
}

/**
 * The daemon of `service` that this user runs, undefined when none answers. No file is believed: its process
 * must not be gone, its endpoint on this machine, and the answer that of the same process. Nothing is asked
 * when the process is gone, which could wake the next one behind an activated socket.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function findDaemon(service: string): Promise<FoundDaemon | undefined> {
  const files = await readRuntimeFiles(service);
  const found = await Promise.all(files.map(({ file }) => findLiving(file)));
  return found.find((daemon) => daemon !== undefined);
}

/** Undefined when the daemon of this file is gone, silent or somewhere else. */
export async function findLiving(file: RuntimeFile): Promise<FoundDaemon | undefined> {
  const endpoint = placeOf(file);
  const { is } = judge(file);
  if (endpoint === undefined || is === "gone") return undefined;
  const answer = await probe(endpoint, file.service, tokenFor(file, is));
  if (answer.kind !== "alive") return undefined;
  // Seen from another pid namespace it has another number.
  const isAnother = answer.pid !== undefined && answer.pid !== file.pid;
  if (is === "lives" && isAnother) return undefined;
  const { pid, activated, since, token } = file;
  return { endpoint, pid, version: answer.version, activated, since, token };
}

/** Told to nobody but the process that wrote it. */
export function tokenFor({ token }: RuntimeFile, is: ProcessVerdict["is"]): string | undefined {
  return is === "lives" ? token : undefined;
}

/** Undefined when the file names a place that is not to be dialled: another host, or nothing sensible. */
export function placeOf({ endpoint }: RuntimeFile): Endpoint | undefined {
  try {
    const place = parseEndpoint(endpoint);
    return place.network === "tcp" && place.port === 0 ? undefined : place;
  } catch (error) {
    if (error instanceof RouseError && error.code.startsWith("ENDPOINT_")) return undefined;
    throw error;
  }
}
