import { families } from "../libc/socket-numbers.js";
import { findInterface, formatInet6 } from "./host.js";
import type { SocketAddress } from "./socket-address.js";

/** Returns sa_family, the first member of every struct sockaddr; undefined when the kernel gave nothing. */
export function familyOf(sockaddr: Buffer): number | undefined {
  return sockaddr.length < 2 ? undefined : sockaddr.readUInt16LE(0);
}

/** sizeof(struct sockaddr_in) and so on; of sockaddr_vm, as far as its CID. */
const sizes: Partial<Record<number, number>> = {
  [families.inet]: 16,
  [families.inet6]: 28,
  [families.vsock]: 12,
};

/**
 * Returns the address in a struct sockaddr; undefined for an unnamed unix socket, for families whose addresses are not
 * shown to people, and for an incomplete address.
 */
export function decodeSockaddr(sockaddr: Buffer): SocketAddress | undefined {
  const family = familyOf(sockaddr);
  if (family === undefined || sockaddr.length < (sizes[family] ?? 0)) return undefined;
  switch (family) {
    case families.inet:
      return { host: [...sockaddr.subarray(4, 8)].join("."), port: sockaddr.readUInt16BE(2) };
    case families.inet6:
      return decodeInet6(sockaddr);
    case families.unix:
      return decodeUnix(sockaddr.subarray(2));
    case families.vsock:
      return { cid: sockaddr.readUInt32LE(8), port: sockaddr.readUInt32LE(4) };
    default:
      return undefined;
  }
}

function decodeInet6(sockaddr: Buffer): SocketAddress {
  const scope = sockaddr.readUInt32LE(24);
  const host = formatInet6(sockaddr.subarray(8, 24));
  const zone = scope === 0 ? "" : `%${findInterface(scope) ?? scope}`;
  return { host: host + zone, port: sockaddr.readUInt16BE(2) };
}

function decodeUnix(name: Buffer): SocketAddress | undefined {
  if (name.length === 0) return undefined;
  if (name[0] === 0) return { abstract: name.toString("utf8", 1) };
  const end = name.indexOf(0);
  return { path: name.toString("utf8", 0, end === -1 ? name.length : end) };
}
