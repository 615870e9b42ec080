import { RouseError } from "../errors/rouse-error.js";
import { isCloseOnExec, readDescriptor, readTarget } from "../sys/descriptors/descriptor.js";
import { setCloseOnExec } from "../sys/descriptors/descriptor-calls.js";
import type { Claim } from "./environment.js";
import { requireDescriptors } from "./require-node.js";

/**
 * Checks each descriptor that LISTEN_FDS names, and makes it close-on-exec. When fewer were passed, the first missing
 * number is that of Node's own event loop, which takes the lowest free number as Node starts, and the numbers after it
 * may be anything.
 * @throws LISTEN_FD_MISSING, LISTEN_FD_OF_NODE, both with errno EBADF; LISTEN_RUNTIME_UNSUPPORTED on Deno
 */
export function verifyPassed({ first, count }: Claim): number[] {
  requireDescriptors();
  const fds: number[] = [];
  for (let fd = first; fd < first + count; fd++) {
    verify(fd, count);
    fds.push(fd);
  }
  return fds;
}

function verify(fd: number, count: number): void {
  if (!isOpen(fd)) throw new RouseError("LISTEN_FD_MISSING", { fd, count, errno: "EBADF" });
  if (readTarget(fd) === "anon_inode:[eventpoll]") {
    throw new RouseError("LISTEN_FD_OF_NODE", { fd, count, errno: "EBADF" });
  }
  keepFromChildren(fd);
}

function isOpen(fd: number): boolean {
  return unless("DESCRIPTOR_NOT_OPEN", () => void readDescriptor(fd));
}

/** Node has done this already, except for descriptors after a gap; without koffi those stay inheritable. */
function keepFromChildren(fd: number): void {
  if (isCloseOnExec(fd) === false) unless("NATIVE_MISSING", () => setCloseOnExec(fd));
}

function unless(code: string, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof RouseError && error.code === code) return false;
    throw error;
  }
}
