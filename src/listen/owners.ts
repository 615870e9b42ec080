import { RouseError } from "../errors.js";
import { duplicate } from "../sys/descriptor-calls.js";
import type { PassedSocket } from "./passed-socket.js";

interface Ownership {
  owner: string;
  isClosed: boolean;
}

const owners = new Map<number, Ownership>();

export interface Taken {
  /** What to give to Node: the passed descriptor, or a duplicate. */
  readonly fd: number;
  /** Nothing came of it: the descriptor is free again. */
  release(): void;
  /** Node has closed it. */
  closed(): void;
}

/**
 * Lends a passed descriptor to one owner. Node closes it with its server, after which the number is
 * anybody's: it is not lent again, unless it was kept, which lends a duplicate.
 * @throws LISTEN_FD_TAKEN (errno EEXIST), LISTEN_FD_CLOSED (EBADF), NATIVE_MISSING (to keep it)
 */
export function take({ fd, name }: PassedSocket, owner: string, keep = false): Taken {
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
    release: () => void owners.delete(fd),
    closed: () => {
      ownership.isClosed = true;
    },
  };
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
