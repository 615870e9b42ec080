import { listenFds } from "../listen/listen-fds.js";
import { isPassed } from "../listen/passed-servers.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import type { WatchedServer } from "./watched-server.js";

/**
 * Why the process never leaves:
 * `infinite`: `after` is 0 or infinity.
 * `not-activated`: no socket was passed, so that no service manager would start us for the next client.
 * `not-passed`: a server listens on a socket of its own, or was not started by listen(); its clients would be refused.
 * `first-process`: this is PID 1 of a container and has no handler for SIGTERM, which the kernel then ignores.
 */
export type NeverReason = "infinite" | "not-activated" | "not-passed" | "first-process";

/** Returns the first reason that applies; undefined when the process may leave. */
export function findNeverReason(
  afterMs: number,
  watched: readonly WatchedServer[],
): NeverReason | undefined {
  if (afterMs === Number.POSITIVE_INFINITY) return "infinite";
  if (!listenFds().some(startsUs)) return "not-activated";
  if (!watched.every(({ server }) => isPassed(server))) return "not-passed";
  if (process.pid === 1 && process.listenerCount("SIGTERM") === 0) return "first-process";
  return undefined;
}

/** A connection (Accept=yes) or a stored descriptor starts no service. Without koffi, `listening` may be unknown. */
function startsUs({ kind, type, listening }: PassedSocket): boolean {
  return kind === "socket" && (type === "dgram" || listening !== false);
}
