import { type BigIntStats, closeSync, lstatSync, unlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { bindPath } from "../../sys/sockets/unix-socket.js";
import { removeStaleSocket } from "./stale-socket.js";

/** A unix socket that we have bound to a path; it does not listen yet. */
export interface OwnSocket {
  readonly fd: number;
  /** Removes the socket file if it is still the one of this socket. */
  unlink(): void;
  /** Removes the file and closes the socket, if no server has taken it over. */
  discard(): void;
}

/**
 * Binds a socket to `path`, in a private folder, so that nobody but us can reach it. A stale socket of ours is
 * removed first; no other file is replaced.
 * @throws LOCAL_PATH_TAKEN, NATIVE_MISSING
 */
export async function bindOwnSocket(path: string): Promise<OwnSocket> {
  const { kept } = await removeStaleSocket(path);
  if (kept !== undefined) throw new RouseError("LOCAL_PATH_TAKEN", { path, problem: kept });
  const bound = bindPath(path, 0o600);
  if ("errno" in bound) {
    throw new RouseError("LOCAL_PATH_TAKEN", { path, problem: `bind gives ${bound.errno}` });
  }
  const made = lstatSync(path, { bigint: true });
  const unlink = () => unlinkSame(path, made);
  return {
    fd: bound.fd,
    unlink,
    discard() {
      unlink();
      closeSync(bound.fd);
    },
  };
}

function unlinkSame(path: string, made: BigIntStats): void {
  try {
    if (isSameFile(lstatSync(path, { bigint: true }), made)) unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
  }
}

/** The inode is ours while the socket is open; afterwards another file may get it, with another time of birth. */
function isSameFile(file: BigIntStats, made: BigIntStats): boolean {
  return file.dev === made.dev && file.ino === made.ino && file.birthtimeNs === made.birthtimeNs;
}
