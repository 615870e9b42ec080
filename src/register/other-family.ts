import {
  asV4,
  type BindAddress,
  type InetBindAddress,
  isInet,
  isMapped,
  isWildcard,
} from "./bind-address.js";
import type { BindRequest } from "./bind-request.js";

/** Returns whether the clients of both addresses speak the same family. */
export function isOfItsFamily(given: InetBindAddress, asked: InetBindAddress): boolean {
  return isV4(given) === isV4(asked);
}

/**
 * Returns whether a TCP socket of the other family stands in for the one that the program asks for, which Node copes
 * with: loopback for loopback, and for a wildcard what is no wider. [::] may take IPv4 as well, and is wider than 0.0.0.0.
 */
export function fitsOtherFamily(
  given: BindAddress,
  { type, address, v6only }: BindRequest,
): boolean {
  if (type !== "stream" || !isInet(given) || !isInet(address)) return false;
  if (isMapped(address) && v6only) return false;
  if (isWildcard(given) && isV4(address)) return false;
  return isWildcard(asV4(address)) || (isLoopback(given) && isLoopback(address));
}

/** Returns whether the socket of the other family is a wildcard that the program does not ask for. */
export function isWiderOfOtherFamily(given: BindAddress, { type, address }: BindRequest): boolean {
  if (type !== "stream" || !isInet(given) || !isInet(address) || !isWildcard(given)) return false;
  return isLoopback(address) || address.host === "0.0.0.0";
}

function isV4(address: InetBindAddress): boolean {
  return address.family === "inet" || isMapped(address);
}

function isLoopback(address: InetBindAddress): boolean {
  return address.host === "::1" || asV4(address).host.startsWith("127.");
}
