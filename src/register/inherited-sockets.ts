import { RouseError } from "../errors/rouse-error.js";
import { firstPassed } from "../listen/environment.js";
import { listenFdsWithNames } from "../listen/listen-fds.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { handOverVariable } from "./hand-over-variable.js";

/**
 * Returns the sockets that were passed to this process, by the service manager or by a package runner or cluster primary
 * that got them from it. In the second case this sets LISTEN_PID, so that all code that reads LISTEN_* finds them.
 * @throws what listenFdsWithNames throws
 */
export function findInherited(): readonly PassedSocket[] {
  const { env, pid } = process;
  const inodes = env[handOverVariable];
  delete env[handOverVariable];
  if (inodes !== undefined && env.LISTEN_PID !== String(pid)) acceptHandOver(inodes);
  return listenFdsWithNames();
}

/** A later process of the chain may have the variable without the sockets, so the inodes are compared. */
function acceptHandOver(text: string): void {
  const inodes = parseInodes(text);
  if (!inodes.every((inode, index) => inodeOf(firstPassed + index) === inode)) return;
  const { env } = process;
  env.LISTEN_PID = String(process.pid);
  delete env.LISTEN_PIDFDID;
}

function parseInodes(text: string): bigint[] {
  if (/^\d{1,20}(,\d{1,20})*$/.test(text)) return text.split(",").map(BigInt);
  throw new RouseError("LISTEN_VARIABLE_MALFORMED", {
    variable: handOverVariable,
    value: text,
    expected: "inodes joined by ,",
    errno: "EINVAL",
  });
}

function inodeOf(fd: number): bigint | undefined {
  try {
    return readDescriptor(fd).inode;
  } catch (error) {
    if (error instanceof RouseError && error.code === "DESCRIPTOR_NOT_OPEN") return undefined;
    throw error;
  }
}
