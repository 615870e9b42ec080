import { readShownUsers, type ShownUsers } from "../processes/user-namespace.js";

/** Folders that the Filesystem Hierarchy Standard and systemd leave to root alone. */
const foldersOfRoot = new Set([
  "/",
  "/run",
  "/run/user",
  "/var",
  "/var/run",
  "/var/tmp",
  "/tmp",
  "/home",
]);

/** Returns a description of this user when it is neither ourselves nor root; undefined when it is one of them. */
export function findUntrustedUser(
  uid: number,
  shown: ShownUsers | undefined = readShownUsers(),
): string | undefined {
  if (shown === undefined) return `user ${uid}, and /proc does not tell which users there are`;
  // Compared before our own number, which may be the same.
  if (uid === shown.unknown)
    return `user ${uid}, who stands for all that this user namespace hides`;
  return uid === shown.own || uid === 0 ? undefined : `user ${uid}`;
}

/**
 * Returns the same for the owner of a folder. A user namespace that hides root, as systemd makes it for a sandboxed
 * unit of a user, also hides the owner of /run. There, and only for folders that nobody but root owns, the hidden
 * owner is taken for root.
 */
export function findUntrustedOwner(uid: number, path: string): string | undefined {
  const shown = readShownUsers();
  const isHiddenRoot = shown !== undefined && !shown.root && uid === shown.unknown;
  if (isHiddenRoot && shown.own !== uid && foldersOfRoot.has(path)) return undefined;
  return findUntrustedUser(uid, shown);
}
