import { networkInterfaces } from "node:os";

/** Returns an IPv6 address as inet_ntop(3) writes it, an IPv4-mapped one with dots. */
export function formatInet6(bytes: Buffer): string {
  const isMapped = bytes.subarray(0, 12).equals(mappedPrefix);
  if (isMapped) return `::ffff:${[...bytes.subarray(12)].join(".")}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  return compress(groups.join(":"));
}

const mappedPrefix = Buffer.from("00000000000000000000ffff", "hex");

function compress(host: string): string {
  return new URL(`http://[${host}]`).hostname.slice(1, -1);
}

/** Returns an IP address in the one spelling that formatInet6 gives, or as a dotted quad, without its zone. */
export function canonicalHost(host: string): string {
  const [bare = ""] = host.split("%");
  if (!bare.includes(":")) return bare;
  return compress(bare).replace(/^::ffff:([\da-f]+):([\da-f]+)$/, toDotted);
}

function toDotted(_: string, high: string, low: string): string {
  const bytes = Buffer.from(high.padStart(4, "0") + low.padStart(4, "0"), "hex");
  return `::ffff:${[...bytes].join(".")}`;
}

/** Returns the name of the interface with this scope id, if it has an IPv6 address. */
export function findInterface(scope: number): string | undefined {
  const found = Object.entries(networkInterfaces()).find(([, addresses = []]) =>
    addresses.some((address) => address.family === "IPv6" && address.scopeid === scope),
  );
  return found?.[0];
}
