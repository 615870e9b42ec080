import type { Learned } from "../rouse-exec/report.js";

/** Why nothing more is waited for: it has served and was quiet since, or the time is over. */
export type Enough = "quiet" | "time";

/** Times in milliseconds since the program was started. */
export interface Progress {
  now: number;
  /** When what is learned changed last. */
  changed: number;
  /** What the user wants to wait; undefined: until it is quiet. */
  span: number | undefined;
}

/** Between the sockets of one start: a server that needs longer is watched with a span of its own. */
export const quietMs = 3000;
/** For one that binds nothing. */
export const patienceMs = 30_000;

/** Whether the program has been watched long enough. */
export function isEnough(
  learned: readonly Learned[],
  { now, changed, span }: Progress,
): Enough | undefined {
  if (span === undefined && learned.some(serves) && now - changed >= quietMs) return "quiet";
  return now >= (span ?? patienceMs) ? "time" : undefined;
}

/** Clients can come: port 0 and no listen is what a client does itself. */
function serves({ address, type, listened_at }: Learned): boolean {
  return listened_at !== null || (isDatagram(type) && !asksForAnyPort(address));
}

export function isDatagram(type: string): boolean {
  return type === "udp" || type === "unix-dgram";
}

export function asksForAnyPort(address: string): boolean {
  return !/^[/@]/.test(address) && address.endsWith(":0");
}
