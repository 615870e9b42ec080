import type { Learned } from "../rouse-exec/report.js";
import { asksForAnyPort, isDatagram } from "./learned-bind.js";

/** Why the watch ends: the program listens, and has bound nothing new and said nothing of loading since; or the time is over. */
export type EndReason = "quiet" | "time";

/** Times in milliseconds since the program was started. */
interface Progress {
  now: number;
  /** When a bind or a listen was learned last, or a server said that it was loading. */
  changed: number;
  /** How long the user wants to watch; undefined is until it is quiet. */
  span: number | undefined;
}

/** The longest pause between two sockets of one start; a server that needs longer takes a span of its own. */
const quietMs = 3000;
/** How long a program that binds nothing is watched. */
const patienceMs = 30_000;

/** Returns why the watch ends now; undefined when it goes on. */
export function findEndReason(
  learned: readonly Learned[],
  { now, changed, span }: Progress,
): EndReason | undefined {
  if (span === undefined && learned.some(serves) && now - changed >= quietMs) return "quiet";
  return now >= (span ?? patienceMs) ? "time" : undefined;
}

/** Tells whether clients can connect; a bind to port 0 without a listen is what a client does itself. */
function serves({ address, type, listened_at }: Learned): boolean {
  return listened_at !== null || (isDatagram(type) && !asksForAnyPort(address));
}
