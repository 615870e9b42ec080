import { net } from "../sys/on-use.js";
import { canonicalHost } from "../sys/sockaddr/host.js";

/**
 * The address that a host of this machine only stands for, in its one spelling: `127.0.0.1` for `localhost`,
 * which is never looked up, and for the IPv4-mapped `::ffff:127.0.0.1`. Undefined for every other host, and
 * for anything that is not exactly an address: no port, no brackets, no zone, no name that looks like one.
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

/** Whether only this machine can reach a server at this host; `localhost` is, without a look at DNS. */
export function isLoopback(host: string): boolean {
  return loopbackAddress(host) !== undefined;
}
