import { closeSync, lstatSync, unlinkSync } from "node:fs";
import { RouseError } from "../errors.js";
import { hasCode } from "../sys/descriptor.js";
import { bindPath } from "../sys/local-socket.js";
import { removeDeadSocket } from "./dead-socket.js";

/** A socket that we made: bound, not listening, its file ours. */
export interface OwnSocket {
  readonly fd: number;
  /**
   * Removes the file if it still is that of this socket. To be called while the descriptor is open: until then
   * no other file can have its inode.
   */
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
  const { dev, ino } = lstatSync(path, { bigint: true });
  const unlink = () => unlinkOwn(path, dev, ino);
  return {
    fd: bound.fd,
    unlink,
    discard() {
      unlink();
      closeSync(bound.fd);
    },
  };
}

function unlinkOwn(path: string, dev: bigint, ino: bigint): void {
  try {
    const file = lstatSync(path, { bigint: true });
    if (file.dev === dev && file.ino === ino) unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
  }
}
