import { canonicalHost, findInterface } from "../sys/sockaddr/host.js";
import { formatSocketAddress, type SocketAddress } from "../sys/sockaddr/socket-address.js";
import { identifyPath, type PathIdentity } from "./path-identity.js";

/** The address that a bind asks for, or that a passed socket is bound to, in a form that can be compared. */
export type BindAddress = InetBindAddress | PathBindAddress | AbstractBindAddress;

export interface InetBindAddress {
  readonly family: "inet" | "inet6";
  /** In the kernel's spelling, without its zone. */
  readonly host: string;
  /** The interface of a link-local address, or its number where it has no name. */
  readonly zone: string;
  readonly port: number;
}

export interface PathBindAddress {
  readonly family: "unix";
  readonly path: string;
  readonly identity: PathIdentity | undefined;
}

interface AbstractBindAddress {
  readonly family: "unix";
  /** Without its leading NUL. */
  readonly abstract: string;
}

export function inetAddress(host: string, port: number): InetBindAddress {
  const [, scope = ""] = host.split("%");
  const zone = (/^\d+$/.test(scope) ? findInterface(Number(scope)) : undefined) ?? scope;
  return { family: host.includes(":") ? "inet6" : "inet", host: canonicalHost(host), zone, port };
}

/** Takes the name of a unix socket as Node spells it: an abstract one begins with NUL. */
export function unixAddress(name: string): PathBindAddress | AbstractBindAddress {
  if (name.startsWith("\0")) return { family: "unix", abstract: name.slice(1) };
  return { family: "unix", path: name, identity: identifyPath(name) };
}

/** Returns undefined for an address to which Node cannot bind a socket. */
export function toBindAddress(address: SocketAddress): BindAddress | undefined {
  if ("host" in address) return inetAddress(address.host, address.port);
  if ("path" in address) return unixAddress(address.path);
  return "abstract" in address ? unixAddress(`\0${address.abstract}`) : undefined;
}

export function formatBindAddress(address: BindAddress): string {
  if (!isInet(address)) return formatSocketAddress(address);
  const { host, zone, port } = address;
  return formatSocketAddress({ host: zone === "" ? host : `${host}%${zone}`, port });
}

export function isInet(address: BindAddress): address is InetBindAddress {
  return address.family !== "unix";
}

export function isWildcard({ host }: InetBindAddress): boolean {
  return host === "0.0.0.0" || host === "::";
}

export function isMapped({ host }: InetBindAddress): boolean {
  return host.startsWith(mappedPrefix);
}

const mappedPrefix = "::ffff:";

/** Returns the IPv4 address that `::ffff:A` or `::` stands for; every other address unchanged. */
export function asV4(address: InetBindAddress): InetBindAddress {
  if (address.host === "::") return { ...address, family: "inet", host: "0.0.0.0", zone: "" };
  if (!isMapped(address)) return address;
  return { ...address, family: "inet", host: address.host.slice(mappedPrefix.length), zone: "" };
}

export function isSameAddress(a: BindAddress, b: BindAddress): boolean {
  if (isInet(a) && isInet(b)) return isSameInet(a, b);
  if ("path" in a && "path" in b) return a.path === b.path;
  return "abstract" in a && "abstract" in b && a.abstract === b.abstract;
}

/** The zone matters for link-local addresses only. */
function isSameInet(a: InetBindAddress, b: InetBindAddress): boolean {
  if (a.family !== b.family || a.host !== b.host || a.port !== b.port) return false;
  return !/^fe[89ab]/.test(a.host) || a.zone === b.zone;
}
