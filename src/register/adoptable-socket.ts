import { RouseError } from "../errors/rouse-error.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { type BindAddress, toBindAddress } from "./bind-address.js";
import { warn } from "./warn.js";

/** A passed socket that can answer a bind. */
export interface Candidate {
  readonly passed: PassedSocket;
  readonly type: "stream" | "dgram";
  readonly address: BindAddress;
}

/** The IPPROTO_* numbers that Node can bind. */
const adoptable = new Map([
  ["stream", new Set([6, 262, 0])],
  ["dgram", new Set([17, 0])],
]);

/**
 * Returns undefined for a descriptor that is no socket, is a connection (Accept=yes), or is of a kind that Node cannot
 * bind. MPTCP (262) behaves like TCP for the server that accepts. Warns of a socket about which neither koffi nor /proc
 * says anything.
 */
export function findCandidate(passed: PassedSocket): Candidate | undefined {
  const { kind, name, type, connected, protocol } = passed;
  if (kind === "socket" && type === undefined) warn(new RouseError("REGISTER_UNKNOWN", { name }));
  if (type !== "stream" && type !== "dgram") return undefined;
  if (connected || passed.address === undefined || protocol === undefined) return undefined;
  const address = toBindAddress(passed.address);
  if (address === undefined || !adoptable.get(type)?.has(protocol)) return undefined;
  return { passed, type, address };
}
