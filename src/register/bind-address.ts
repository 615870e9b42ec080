import { canonicalHost, findInterface } from "../sys/sockaddr/host.js";
import type { SocketAddress } from "../sys/sockaddr/socket-address.js";
import { identifyPath, type PathIdentity } from "./path-identity.js";

/** Where a socket is bound, or wants to be, in a form that can be compared. */
export type Place = InetPlace | PathPlace | AbstractPlace;

export interface InetPlace {
  readonly family: "inet" | "inet6";
  /** In the kernel's spelling, without its zone. */
  readonly host: string;
  /** The interface of a link-local address, or its number where it has no name. */
  readonly zone: string;
  readonly port: number;
}

export interface PathPlace {
  readonly family: "unix";
  readonly path: string;
  readonly identity: PathIdentity | undefined;
}

export interface AbstractPlace {
  readonly family: "unix";
  /** Without its leading NUL. */
  readonly abstract: string;
}

export function inetPlace(host: string, port: number): InetPlace {
  const [, scope = ""] = host.split("%");
  const zone = (/^\d+$/.test(scope) ? findInterface(Number(scope)) : undefined) ?? scope;
  return { family: host.includes(":") ? "inet6" : "inet", host: canonicalHost(host), zone, port };
}

/** As Node names unix sockets: an abstract one begins with NUL. */
export function unixPlace(name: string): PathPlace | AbstractPlace {
  if (name.startsWith("\0")) return { family: "unix", abstract: name.slice(1) };
  return { family: "unix", path: name, identity: identifyPath(name) };
}

/** Undefined for an address that no bind of Node can have. */
export function placeOf(address: SocketAddress): Place | undefined {
  if ("host" in address) return inetPlace(address.host, address.port);
  if ("path" in address) return unixPlace(address.path);
  return "abstract" in address ? unixPlace(`\0${address.abstract}`) : undefined;
}

export function formatPlace(place: Place): string {
  if ("path" in place) return place.path;
  if ("abstract" in place) return `@${place.abstract}`;
  const { family, host, zone, port } = place;
  const scoped = zone === "" ? host : `${host}%${zone}`;
  return family === "inet6" ? `[${scoped}]:${port}` : `${scoped}:${port}`;
}

export function isInet(place: Place): place is InetPlace {
  return place.family !== "unix";
}

export function isWildcard({ host }: InetPlace): boolean {
  return host === "0.0.0.0" || host === "::";
}

export function isMapped({ host }: InetPlace): boolean {
  return host.startsWith(mapped);
}

const mapped = "::ffff:";

/** The IPv4 address that `::ffff:A` and `::` stand for; others as they are. */
export function asV4(place: InetPlace): InetPlace {
  if (place.host === "::") return { ...place, family: "inet", host: "0.0.0.0", zone: "" };
  if (!isMapped(place)) return place;
  return { ...place, family: "inet", host: place.host.slice(mapped.length), zone: "" };
}

export function isSamePlace(a: Place, b: Place): boolean {
  if (isInet(a) && isInet(b)) return isSameInet(a, b);
  if ("path" in a && "path" in b) return a.path === b.path;
  return "abstract" in a && "abstract" in b && a.abstract === b.abstract;
}

/** Only a link-local address has a scope that counts. */
function isSameInet(a: InetPlace, b: InetPlace): boolean {
  if (a.family !== b.family || a.host !== b.host || a.port !== b.port) return false;
  return !/^fe[89ab]/.test(a.host) || a.zone === b.zone;
}
