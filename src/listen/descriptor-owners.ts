import { RouseError } from "../errors/rouse-error.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { duplicate } from "../sys/descriptors/descriptor-calls.js";
import type { PassedSocket } from "./passed-socket.js";

interface Ownership {
  owner: string;
  isClosed: boolean;
}

const owners = new Map<number, Ownership>();

export interface Taken {
  /** What to give to Node: the passed descriptor, or a duplicate. */
  readonly fd: number;
  /** Nothing came of it: the descriptor is free again, as far as it is open. */
  release(): void;
  /** Node has closed it. */
  closed(): void;
}

/**
 * Lends a passed descriptor to one owner. Node closes it with its server, after which the number is
 * anybody's: it is not lent again, unless it was kept, which lends a duplicate.
 * @throws LISTEN_FD_TAKEN (errno EEXIST), LISTEN_FD_CLOSED (EBADF), NATIVE_MISSING (to keep it)
 */
export function take(passed: PassedSocket, owner: string, keep = false): Taken {
  const { fd, name } = passed;
  const held = owners.get(fd);
  if (held?.isClosed) {
    throw new RouseError("LISTEN_FD_CLOSED", { fd, name, owner: held.owner, errno: "EBADF" });
  }
  if (keep) return lendDuplicate(fd);
  if (held)
    throw new RouseError("LISTEN_FD_TAKEN", { fd, name, owner: held.owner, errno: "EEXIST" });
  const ownership = { owner, isClosed: false };
  owners.set(fd, ownership);
  return {
    fd,
    release() {
      if (isOpenStill(passed)) owners.delete(fd);
      else ownership.isClosed = true;
    },
    closed: () => {
      ownership.isClosed = true;
    },
  };
}

/** Node closes it when listen(2) itself fails, and leaves it when the failure came before. */
function isOpenStill({ fd, inode }: PassedSocket): boolean {
  try {
    return Number(readDescriptor(fd).inode) === inode;
  } catch {
    return false;
  }
}

function lendDuplicate(fd: number): Taken {
  const nothing = () => undefined;
  return { fd: duplicate(fd), release: nothing, closed: nothing };
}

/** @throws LISTEN_FD_CLOSED */
export function requireOpen({ fd, name }: PassedSocket): void {
  const held = owners.get(fd);
  if (!held?.isClosed) return;
  throw new RouseError("LISTEN_FD_CLOSED", { fd, name, owner: held.owner, errno: "EBADF" });
}
