import { closeSync, constants, fchmodSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import { type Endpoint, formatEndpoint, parseEndpoint } from "../endpoint/endpoint.js";
import { ownIdentity, type ProcessIdentity } from "../process/process-identity.js";
import { makeRuntimeFolder } from "./runtime-folder.js";

/** What a running daemon says about itself in `daemon.PID.json`, in the runtime folder of its service. */
export interface RuntimeFile extends ProcessIdentity {
  readonly version: 1;
  readonly service: string;
  readonly serviceVersion: string;
  /** As formatEndpoint writes it; never port 0. */
  readonly endpoint: string;
  /** Whether a service manager passed the socket, which then is not the daemon's to remove. */
  readonly activated: boolean;
  /** When the daemon began to serve: RFC 3339, UTC. */
  readonly since: string;
  /** What requests over TCP must bring; missing on a path. */
  readonly token?: string;
}

interface RuntimeFacts {
  readonly service: string;
  readonly serviceVersion: string;
  readonly endpoint: Endpoint;
  readonly activated: boolean;
  readonly token?: string;
}

/** Returns the runtime file of this process. @throws PROC_UNREADABLE */
export function newRuntimeFile({ endpoint, ...facts }: RuntimeFacts): RuntimeFile {
  const since = new Date().toISOString();
  return { version: 1, ...facts, ...ownIdentity(), endpoint: formatEndpoint(endpoint), since };
}

/** Returns where the daemon of this file is; undefined when the file names another host, or nothing sensible. */
export function findEndpoint(file: RuntimeFile): Endpoint | undefined {
  try {
    const endpoint = parseEndpoint(file.endpoint);
    return endpoint.network === "tcp" && endpoint.port === 0 ? undefined : endpoint;
  } catch (error) {
    if (error instanceof RouseError && error.code.startsWith("ENDPOINT_")) return undefined;
    throw error;
  }
}

/**
 * Writes the file with mode 0600, whole or not at all, and returns its path.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export function writeRuntimeFile(file: RuntimeFile): string {
  const path = join(makeRuntimeFolder(file.service), `daemon.${file.pid}.json`);
  const draft = `${path}.tmp`;
  rmSync(draft, { force: true });
  writeNew(draft, `${JSON.stringify(file, undefined, 2)}\n`);
  renameSync(draft, path);
  return path;
}

function writeNew(path: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    // A umask may have taken the owner's own rights.
    fchmodSync(fd, 0o600);
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  } finally {
    closeSync(fd);
  }
}

/** Removes a runtime file, which may be gone already. */
export function removeRuntimeFile(path: string): void {
  rmSync(path, { force: true });
}
