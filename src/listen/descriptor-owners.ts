import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { duplicate } from "../sys/descriptors/descriptor-calls.js";
import type { PassedSocket } from "./passed-socket.js";

/** The use that took a passed descriptor. */
interface Ownership {
  owner: string;
  isClosed: boolean;
}

const owners = new Map<number, Ownership>();

/** A descriptor that is lent. */
export interface Taken {
  /** The descriptor for Node: the passed one, or a duplicate. */
  readonly fd: number;
  /** Call it when Node did not take the descriptor, which is then free again if it is still open. */
  release(): void;
  /** Call it when Node has closed the descriptor. */
  closed(): void;
}

/**
 * Lends a passed descriptor to one owner. Node closes it with its server, and the number may then be reused, so that it
 * is not lent again. With `keep`, a duplicate is lent each time instead.
 * @throws LISTEN_FD_TAKEN (errno EEXIST), LISTEN_FD_CLOSED (EBADF), NATIVE_MISSING (with `keep`)
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

/** Node closes the descriptor when listen(2) itself fails, and leaves it open when it failed earlier. */
function isOpenStill({ fd, inode }: PassedSocket): boolean {
  try {
    return Number(readDescriptor(fd).inode) === inode;
  } catch (error) {
    if (hasCode(error, "DESCRIPTOR_NOT_OPEN")) return false;
    throw error;
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
