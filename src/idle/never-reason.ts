import { listenFds } from "../listen/listen-fds.js";
import { isPassed } from "../listen/passed-servers.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import type { Watched } from "./watched-server.js";

/**
 * Why the process stays, whatever happens:
 * `infinite`: `after` is 0 or infinity.
 * `not-activated`: no socket was passed, so nobody would start us for the next client.
 * `not-passed`: a server listens on a socket of its own, or not by listen(): its clients would be refused.
 * `first-process`: we are PID 1 of a container without a handler for SIGTERM, which the kernel then ignores.
 */
export type NeverReason = "infinite" | "not-activated" | "not-passed" | "first-process";

/** The first that holds; undefined when the process may leave. */
export function findNeverReason(
  afterMs: number,
  watched: readonly Watched[],
): NeverReason | undefined {
  if (afterMs === Number.POSITIVE_INFINITY) return "infinite";
  if (!listenFds().some(wakesUs)) return "not-activated";
  if (!watched.every(({ server }) => isPassed(server))) return "not-passed";
  if (process.pid === 1 && process.listenerCount("SIGTERM") === 0) return "first-process";
  return undefined;
}

/** A connection (Accept=yes) and what was stored wake nobody; what koffi would have told, is let through. */
function wakesUs({ kind, type, listening }: PassedSocket): boolean {
  return kind === "socket" && (type === "dgram" || listening !== false);
}
