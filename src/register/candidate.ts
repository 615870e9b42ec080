import { RouseError } from "../errors/rouse-error.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { type Place, placeOf } from "./bind-address.js";
import { warn } from "./warn.js";

/** A passed socket that can answer a bind. */
export interface Candidate {
  readonly passed: PassedSocket;
  readonly type: "stream" | "dgram";
  readonly place: Place;
}

const adoptable = new Map([
  ["stream", new Set([6, 262, 0])],
  ["dgram", new Set([17, 0])],
]);

/**
 * Undefined for what is no socket, is a connection (Accept=yes), or is of a kind that Node cannot bind. MPTCP
 * (262) is TCP for who accepts it. Of a socket that neither koffi nor /proc knows, it is told.
 */
export function findCandidate(passed: PassedSocket): Candidate | undefined {
  const { kind, name, type, address, connected, protocol } = passed;
  if (kind === "socket" && type === undefined) warn(new RouseError("REGISTER_UNKNOWN", { name }));
  if (type !== "stream" && type !== "dgram") return undefined;
  if (connected || address === undefined || protocol === undefined) return undefined;
  const place = placeOf(address);
  if (place === undefined || !adoptable.get(type)?.has(protocol)) return undefined;
  return { passed, type, place };
}
