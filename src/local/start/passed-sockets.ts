import { RouseError } from "../../errors/rouse-error.js";
import { requireOpen } from "../../listen/descriptor-owners.js";
import { listenFdsWithNames } from "../../listen/listen-fds.js";
import type { PassedSocket } from "../../listen/passed-socket.js";
import { judgePassed } from "../trust/judge-passed.js";

/**
 * The sockets of this start: those that the service manager passed, each of which must be allowed; [] when none were
 * passed, or an earlier start has closed them.
 * @throws LOCAL_SOCKET_REFUSED, NATIVE_MISSING for a unix socket, and what listenFdsWithNames throws
 */
export function requirePassed(): readonly PassedSocket[] {
  const passed = listenFdsWithNames().filter((socket) => !socket.stored && isOpen(socket));
  for (const socket of passed) {
    const { allow, reason } = judgePassed(socket);
    const { fd, name } = socket;
    if (!allow) throw new RouseError("LOCAL_SOCKET_REFUSED", { fd, name, problem: reason });
  }
  return passed;
}

function isOpen(passed: PassedSocket): boolean {
  try {
    requireOpen(passed);
    return true;
  } catch (error) {
    if (error instanceof RouseError && error.code === "LISTEN_FD_CLOSED") return false;
    throw error;
  }
}
