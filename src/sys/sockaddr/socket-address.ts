import { networkInterfaces } from "node:os";

/** Numbers of <sys/socket.h>, the same on every Linux that Rouse is built for. */
export const families = { unix: 1, inet: 2, inet6: 10, netlink: 16, vsock: 40 } as const;
export const types = { stream: 1, dgram: 2, raw: 3, seqpacket: 5 } as const;

/** The families that have a name here; AF_*. */
export type SocketFamily = keyof typeof families;
/** SOCK_* by name. */
export type SockType = keyof typeof types;

/**
 * Where a socket is bound or connected to. `host` is in the kernel's spelling and, for a link-local address,
 * followed by `%` and its interface; `abstract` is without the leading NUL.
 */
export type SocketAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string }
  | { readonly abstract: string }
  | { readonly cid: number; readonly port: number };

/** `127.0.0.1:80`, `[::1]:80`, `/path`, `@abstract` or `vsock:2:1024`. */
export function formatSocketAddress(address: SocketAddress): string {
  if ("path" in address) return address.path;
  if ("abstract" in address) return `@${address.abstract}`;
  if ("cid" in address) return `vsock:${address.cid}:${address.port}`;
  const { host, port } = address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** sa_family, which stands first in every struct sockaddr; undefined when the kernel gave nothing. */
export function familyOf(sockaddr: Buffer): number | undefined {
  return sockaddr.length < 2 ? undefined : sockaddr.readUInt16LE(0);
}

/** sizeof(struct sockaddr_in) and so on; sockaddr_vm as far as its CID. */
const sizes: Partial<Record<number, number>> = {
  [families.inet]: 16,
  [families.inet6]: 28,
  [families.vsock]: 12,
};

/**
 * Undefined for an unnamed unix socket, for families that have no address for people, and for less than a whole
 * address.
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

/** As inet_ntop(3) writes it: IPv4 inside IPv6 with dots. */
export function formatInet6(bytes: Buffer): string {
  const isMapped = bytes.subarray(0, 12).equals(mapped);
  if (isMapped) return `::ffff:${[...bytes.subarray(12)].join(".")}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  return compress(groups.join(":"));
}

const mapped = Buffer.from("00000000000000000000ffff", "hex");

function compress(host: string): string {
  return new URL(`http://[${host}]`).hostname.slice(1, -1);
}

/** An IP address in any spelling as formatInet6 or a dotted quad gives it, without its zone. */
export function canonicalHost(host: string): string {
  const [bare = ""] = host.split("%");
  if (!bare.includes(":")) return bare;
  const groups = compress(bare).replace(/^::ffff:([\da-f]+):([\da-f]+)$/, toDotted);
  return groups;
}

function toDotted(_: string, high: string, low: string): string {
  const bytes = Buffer.from(high.padStart(4, "0") + low.padStart(4, "0"), "hex");
  return `::ffff:${[...bytes].join(".")}`;
}

/** The name of an interface that has an IPv6 address, by its number. */
export function findInterface(scope: number): string | undefined {
  const found = Object.entries(networkInterfaces()).find(([, addresses = []]) =>
    addresses.some((address) => address.family === "IPv6" && address.scopeid === scope),
  );
  return found?.[0];
}
