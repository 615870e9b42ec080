import { RouseError } from "../errors/rouse-error.js";
import { listenFdsWithNames } from "../listen/listen-fds.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { markVariable } from "./hand-over-variable.js";
import { parseMark } from "./mark.js";

const first = 3;

/**
 * The sockets passed to this process by the service manager, or on the way by a package runner or a cluster
 * primary, whose mark then becomes LISTEN_PID: all that reads LISTEN_* finds them.
 * @throws what listenFdsWithNames throws
 */
export function findInherited(): readonly PassedSocket[] {
  const { env, pid } = process;
  const mark = env[markVariable];
  delete env[markVariable];
  if (mark !== undefined && env.LISTEN_PID !== String(pid)) acceptMark(mark);
  return listenFdsWithNames();
}

/** Whoever comes later in the chain may have the mark without the sockets: the number alone proves nothing. */
function acceptMark(mark: string): void {
  const inodes = parseMark(mark);
  if (!inodes.every((inode, index) => inodeOf(first + index) === inode)) return;
  const { env } = process;
  env.LISTEN_PID = String(process.pid);
  delete env.LISTEN_PIDFDID;
}

function inodeOf(fd: number): bigint | undefined {
  try {
    return readDescriptor(fd).inode;
  } catch (error) {
    if (error instanceof RouseError && error.code === "DESCRIPTOR_NOT_OPEN") return undefined;
    throw error;
  }
}
