import type { Address } from "./address.js";

/**
 * Whether both cannot be bound at once. `[::]` answers IPv4 too, as units of Rouse have it (BindIPv6Only=both);
 * unix sockets of one name are in each other's way whatever their type is.
 */
export function overlaps(a: Address, b: Address): boolean {
  if ("path" in a) return "path" in b && a.path === b.path;
  if ("abstract" in a) return "abstract" in b && a.abstract === b.abstract;
  if (!("port" in b) || a.type !== b.type || a.port !== b.port) return false;
  return a.host === b.host || covers(a.host, b.host) || covers(b.host, a.host);
}

function covers(wide: string, host: string): boolean {
  return wide === "::" || (wide === "0.0.0.0" && (!host.includes(":") || host === "::"));
}
