import { lstatSync, readFileSync, rmSync } from "node:fs";
import { hasCode } from "../sys/descriptor.js";
import { net } from "../sys/on-use.js";
import type { Endpoint } from "./endpoint.js";
import { placeOf } from "./find-daemon.js";
import type { RuntimeFile } from "./runtime-file.js";

/**
 * Removes the socket file that a daemon which is gone has left. It stays when the daemon had it from a service
 * manager, when it is `ours` now, when it is no socket of this user, and when it is not certain that nobody
 * listens on it.
 */
export async function removeLeftSocket(
  file: RuntimeFile,
  ours: Endpoint | undefined,
): Promise<void> {
  const place = placeOf(file);
  if (file.activated || place?.network !== "unix") return;
  const { path } = place;
  if (ours?.network === "unix" && ours.path === path) return;
  const inode = findOwnSocket(path);
  if (inode === undefined || isListed(path) || !(await isRefused(path))) return;
  if (findOwnSocket(path) === inode) rmSync(path, { force: true });
}

/** Its inode; undefined when something else is there, or nothing. */
function findOwnSocket(path: string): bigint | undefined {
  try {
    const found = lstatSync(path, { bigint: true });
    return found.isSocket() && Number(found.uid) === process.geteuid?.() ? found.ino : undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw error;
  }
}

/** Asked before connect(2), which would wake the service behind a socket of the service manager. */
function isListed(path: string): boolean {
  const rows = readFileSync("/proc/self/net/unix", "utf8").split("\n");
  return rows.some((row) => row.endsWith(` ${path}`));
}

/** The list has only the sockets of our network namespace. */
function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const client = net().connect({ path });
    client.once("connect", () => {
      client.destroy();
      resolve(false);
    });
    client.once("error", (error) => resolve(hasCode(error, "ECONNREFUSED")));
  });
}
