import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PathAddress } from "../address/address.js";
import { hasCode } from "../errors/has-code.js";

/** Returns the address with the path that clients find, and with the mode of its file if that lets other users connect. */
export function resolveSocketFile(address: PathAddress): PathAddress {
  const path = finalPath(address.path);
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & forOthers) === 0 ? { ...address, path } : { ...address, path, mode: mode & 0o666 };
}

/** Connecting takes permission to write: unix(7). */
const forOthers = 0o022;

/**
 * Returns where a socket file is now. HAProxy and others bind `web.sock.4711.tmp` and rename it to `web.sock`, which is
 * the socket file with the longest name that the bound name begins with.
 */
function finalPath(bound: string): string {
  if (existsSync(bound)) return bound;
  const folder = dirname(bound);
  const [longest] = listFolder(folder)
    .filter((name) => basename(bound).startsWith(name))
    .filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isSocket())
    .sort((a, b) => b.length - a.length);
  return longest === undefined ? bound : join(folder, longest);
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return [];
    throw error;
  }
}
