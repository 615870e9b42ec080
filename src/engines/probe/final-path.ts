import { existsSync, lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode } from "../../sys/descriptor.js";

/**
 * Where a socket file is now. HAProxy and others bind `web.sock.4711.tmp` and rename it to `web.sock`: of the socket
 * files in the folder it is the one with the longest name that the bound name begins with.
 */
export function finalPath(bound: string): string {
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
