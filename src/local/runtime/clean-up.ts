import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { findFolderProblem } from "../../sys/folders/trusted-folder.js";
import { readProcessRecord } from "../../sys/processes/process-record.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { removeStaleSocket } from "../socket-file/stale-socket.js";
import type { FoundRuntimeFile } from "./read-runtime-files.js";
import { findEndpoint, type RuntimeFile, removeRuntimeFile } from "./runtime-file.js";
import { runtimeFolder } from "./runtime-folder.js";

/**
 * Removes what a daemon that is gone has left behind: its runtime file, and its socket file if the daemon had made
 * that itself, no server listens on it, others cannot write to its folder, and it is not the one at `ours`.
 */
export async function cleanUpAfter(
  { path, file }: FoundRuntimeFile,
  ours?: Endpoint,
): Promise<void> {
  await removeSocketOf(file, ours);
  removeRuntimeFile(path);
}

async function removeSocketOf(file: RuntimeFile, ours: Endpoint | undefined): Promise<void> {
  const endpoint = findEndpoint(file);
  if (file.activated || endpoint?.network !== "unix") return;
  if (ours?.network === "unix" && ours.path === endpoint.path) return;
  // Where others can write by now, another file could be there at the moment of the removal.
  if (findFolderProblem(dirname(endpoint.path)) !== undefined) return;
  await removeStaleSocket(endpoint.path);
}

/** Removes the drafts of daemons of `service` that were killed while they wrote their runtime files. */
export function removeDrafts(service: string): void {
  const folder = runtimeFolder(service);
  for (const name of readdirSync(folder)) {
    const [, pid] = name.match(/^daemon\.(\d+)\.json\.tmp$/) ?? [];
    if (pid === undefined || readProcessRecord(Number(pid)) !== "none") continue;
    rmSync(join(folder, name), { force: true });
  }
}
