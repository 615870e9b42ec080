import { type BigIntStats, closeSync, lstatSync, unlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { bindPath } from "../../sys/sockets/local-socket.js";
import { removeDeadSocket } from "./dead-socket.js";

/** A socket that we made: bound, not listening, its file ours. */
export interface OwnSocket {
  readonly fd: number;
  /** Removes the file if it still is that of this socket: while the descriptor is open, no other can have its inode. */
  unlink(): void;
  /** Where no server took it. */
  discard(): void;
}

/**
 * Binds `path`, in a private folder, for nobody but us. What lies there already is removed only if it is a dead
 * socket of ours; nothing is bound over. @throws LOCAL_PATH_TAKEN, NATIVE_MISSING
 */
export async function bindOwnSocket(path: string): Promise<OwnSocket> {
  const { kept } = await removeDeadSocket(path);
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
    if (isSame(lstatSync(path, { bigint: true }), made)) unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
  }
}

/** An inode may be given again, but not with the same time of birth. */
function isSame(file: BigIntStats, made: BigIntStats): boolean {
  return file.dev === made.dev && file.ino === made.ino && file.birthtimeNs === made.birthtimeNs;
}
