import { closeSync, constants, fchmodSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.js";
import { loopbackAddress } from "../endpoint/loopback.js";
import { ownIdentity, type ProcessIdentity } from "../process/process-identity.js";
import { makeRuntimeFolder } from "./runtime-folder.js";

/** What a running daemon says of itself in `daemon.PID.json`, in the runtime folder of its service. */
export interface RuntimeFile extends ProcessIdentity {
  readonly version: 1;
  readonly service: string;
  readonly serviceVersion: string;
  /** As formatEndpoint gives it, of a place that can be dialled. */
  readonly endpoint: string;
  /** Whether a service manager passed the socket: it is not the daemon's then. */
  readonly activated: boolean;
  /** Since when it serves: RFC 3339, UTC. */
  readonly since: string;
  /** What a request over TCP has to bring, where there is such a thing. */
  readonly token?: string;
}

export interface RuntimeFacts {
  readonly service: string;
  readonly serviceVersion: string;
  readonly endpoint: Endpoint;
  readonly activated: boolean;
  readonly token?: string;
}

/** The runtime file of this process. @throws PROC_UNREADABLE */
export function newRuntimeFile({ endpoint, ...facts }: RuntimeFacts): RuntimeFile {
  const since = new Date().toISOString();
  return { version: 1, ...facts, ...ownIdentity(), endpoint: formatEndpoint(endpoint), since };
}

/** Where a client reaches a server that says `address`: nobody can dial 0.0.0.0 and [::]. */
export function dialable(address: AddressInfo | string): Endpoint {
  if (typeof address === "string") return { network: "unix", path: address };
  const { address: host, port } = address;
  return { network: "tcp", host: anyHost[host] ?? loopbackAddress(host) ?? host, port };
}

const anyHost: Record<string, string> = {
  "0.0.0.0": "127.0.0.1",
  "::": "::1",
  "::ffff:0.0.0.0": "127.0.0.1",
};

/**
 * Puts the file in its place, mode 0600, whole or not at all, and gives its path.
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

/** Takes a runtime file away; that it is gone already is fine. */
export function removeRuntimeFile(path: string): void {
  rmSync(path, { force: true });
}
