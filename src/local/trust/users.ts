import { readShownUsers, type ShownUsers } from "../../sys/processes/user-namespace.js";

/** Where the Filesystem Hierarchy Standard and systemd leave nobody but root as the owner. */
const rootsOwn = new Set([
  "/",
  "/run",
  "/run/user",
  "/var",
  "/var/run",
  "/var/tmp",
  "/tmp",
  "/home",
]);

/** Why what this user owns or asks is not ours or root's; undefined when it is. */
export function findStranger(
  uid: number,
  shown: ShownUsers | undefined = readShownUsers(),
): string | undefined {
  if (shown === undefined) return `user ${uid}, and /proc does not tell which users there are`;
  // Before our own number, which may be the same.
  if (uid === shown.unknown)
    return `user ${uid}, who stands for all that this user namespace hides`;
  return uid === shown.own || uid === 0 ? undefined : `user ${uid}`;
}

/**
 * The same for the owner of a folder. A user namespace that hides root, as systemd makes for a sandboxed unit of
 * a user, hides the owner of /run too: there, and only where nobody but root owns anything, that is taken for root.
 */
export function findStrangeOwner(uid: number, path: string): string | undefined {
  const shown = readShownUsers();
  const isHiddenRoot = shown !== undefined && !shown.root && uid === shown.unknown;
  if (isHiddenRoot && shown.own !== uid && rootsOwn.has(path)) return undefined;
  return findStranger(uid, shown);
}
