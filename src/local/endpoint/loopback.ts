import { net } from "../../sys/lazy-node-modules.js";
import { canonicalHost } from "../../sys/sockaddr/host.js";

/**
 * Returns the loopback address that a host stands for, in one spelling: `127.0.0.1` for `localhost`, which is
 * never looked up, and for the IPv4-mapped `::ffff:127.0.0.1`. Returns undefined for any other host, and for text
 * with a port, brackets or a zone.
 */
export function loopbackAddress(host: string): string | undefined {
  if (host.toLowerCase() === "localhost") return "127.0.0.1";
  if (net().isIPv4(host)) return isLoopbackQuad(host) ? host : undefined;
  if (host.includes("%") || !net().isIPv6(host)) return undefined;
  const canonical = canonicalHost(host);
  if (canonical === "::1") return canonical;
  const quad = canonical.startsWith("::ffff:") ? canonical.slice("::ffff:".length) : "";
  return isLoopbackQuad(quad) ? quad : undefined;
}

/** All of 127.0.0.0/8 (RFC 1122, 3.2.1.3). */
function isLoopbackQuad(host: string): boolean {
  return net().isIPv4(host) && host.startsWith("127.");
}

/** Tells whether only this machine can reach a server at this host. `localhost` counts, without a look at DNS. */
export function isLoopback(host: string): boolean {
  return loopbackAddress(host) !== undefined;
}
