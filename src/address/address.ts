/** What is bound to a host and port. */
export type InetType = "tcp" | "udp";
/** What is bound to a path or an abstract name. */
export type UnixType = "unix" | "unix-dgram" | "unix-seqpacket";
/** TYPE of the ADDR on the command line: `tcp:`, `udp:`, `unix:`, `unix-dgram:` or `unix-seqpacket:`. */
export type SocketType = InetType | UnixType;

/** A TCP or UDP socket. */
export interface InetAddress {
  type: InetType;
  /** IPv4 or IPv6 without brackets, in the kernel's spelling; `%eth0` behind it is its scope. */
  host: string;
  port: number;
  name?: string;
}

/** A unix socket with a file. */
export interface PathAddress {
  type: UnixType;
  path: string;
  /** Of the socket file; 0600 when left out. */
  mode?: number;
  name?: string;
}

/** A unix socket with a name that is no file: unix(7). */
export interface AbstractAddress {
  type: UnixType;
  /** Without the `@` that stands for its leading NUL. */
  abstract: string;
  name?: string;
}

/** A socket to listen on: the ADDR of the command line. */
export type Address = InetAddress | PathAddress | AbstractAddress;

/** The ADDR that gives this address again, with `,name=` and `,mode=`. */
export function formatAddressWithSettings(address: Address): string {
  const name = address.name === undefined ? "" : `,name=${address.name}`;
  const mode = "mode" in address ? `,mode=${formatMode(address.mode)}` : "";
  return formatAddress(address) + name + mode;
}

/** What `--map` and LISTEN_FDNAMES call it. */
export function socketName(address: Address): string {
  return address.name ?? formatAddress(address);
}

/** The ADDR without settings: how reports and messages show it. */
export function formatAddress(address: Address): string {
  const type = address.type === "tcp" || address.type === "unix" ? "" : `${address.type}:`;
  if ("path" in address) return type + address.path;
  if ("abstract" in address) return `${type}@${address.abstract}`;
  return type + formatHostPort(address.host, address.port);
}

export function formatHostPort(host: string, port: number | "*"): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function formatMode(mode = 0o600): string {
  return mode.toString(8).padStart(4, "0");
}
