import { formatHostPort } from "../sys/sockaddr/socket-address.js";

/** Types of sockets that are bound to a host and port. */
export type InetType = "tcp" | "udp";
/** Types of sockets that are bound to a path or an abstract name. */
export type UnixType = "unix" | "unix-dgram" | "unix-seqpacket";
/** TYPE of the ADDR on the command line: `tcp:`, `udp:`, `unix:`, `unix-dgram:` or `unix-seqpacket:`. */
export type SocketType = InetType | UnixType;

/** A TCP or UDP socket. */
export interface InetAddress {
  type: InetType;
  /** IPv4, or IPv6 without brackets, in the kernel's spelling; `%eth0` at its end is its scope. */
  host: string;
  port: number;
  name?: string;
}

/** A unix socket that has a file. */
export interface PathAddress {
  type: UnixType;
  path: string;
  /** The mode of the socket file; 0600 when left out. */
  mode?: number;
  /** The group of the socket file, by name or number; with it, the mode is 0660 when left out. */
  group?: string;
  name?: string;
}

/** A unix socket with an abstract name, which is no file: unix(7). */
export interface AbstractAddress {
  type: UnixType;
  /** The name without the `@` that stands for its leading NUL. */
  abstract: string;
  name?: string;
}

/** A socket to listen on: the ADDR of the command line. */
export type Address = InetAddress | PathAddress | AbstractAddress;

/** Returns the ADDR that parseAddress reads as this address, with its `,name=`, `,mode=` and `,group=`. */
export function formatAddress(address: Address): string {
  const name = address.name === undefined ? "" : `,name=${address.name}`;
  const mode = "mode" in address ? `,mode=${formatMode(address.mode)}` : "";
  const group = "group" in address ? `,group=${address.group}` : "";
  return formatBareAddress(address) + name + mode + group;
}

/** Returns the ADDR without its settings, as reports and messages show it. */
export function formatBareAddress(address: Address): string {
  const type = typePrefix(address.type);
  if ("path" in address) return type + address.path;
  if ("abstract" in address) return `${type}@${address.abstract}`;
  return type + formatHostPort(address.host, address.port);
}

/** Returns what an ADDR of this type begins with: `udp:` for `udp`, nothing for `tcp`, `unix` and what has no ADDR. */
export function typePrefix(type: string): string {
  return typesOfPrefix.includes(type) ? `${type}:` : "";
}

const typesOfPrefix: readonly string[] = ["udp", "unix-dgram", "unix-seqpacket"];

/** Returns the name that `--map` and LISTEN_FDNAMES use for the socket of this address. */
export function socketName(address: Address): string {
  return address.name ?? formatBareAddress(address);
}

function formatMode(mode = 0o600): string {
  return mode.toString(8).padStart(4, "0");
}
