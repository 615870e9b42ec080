import type { Address } from "./address.js";

/**
 * Returns whether the two addresses cannot be bound at the same time. `[::]` takes IPv4 as well, as in the units that
 * Rouse writes (BindIPv6Only=both). Unix sockets of one name exclude each other whatever their types are.
 */
export function overlaps(a: Address, b: Address): boolean {
  if ("path" in a) return "path" in b && a.path === b.path;
  if ("abstract" in a) return "abstract" in b && a.abstract === b.abstract;
  if (!("port" in b) || a.type !== b.type || a.port !== b.port) return false;
  return a.host === b.host || covers(a.host, b.host) || covers(b.host, a.host);
}

function covers(wildcard: string, host: string): boolean {
  return wildcard === "::" || (wildcard === "0.0.0.0" && (!host.includes(":") || host === "::"));
}
