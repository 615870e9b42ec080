/** Returns whether this is `8080`, `tcp:8080` or `udp:8080`, with or without settings at its end. */
export function isBarePort(address: string): boolean {
  return splitBarePort(address) !== undefined;
}

/**
 * Returns the ADDR of this host that a bare port stands for, and every other text unchanged. On the loopback address
 * it answers every way in which a program may bind that port, and exposes nothing.
 */
export function expandBarePort(address: string, host = "127.0.0.1"): string {
  const bare = splitBarePort(address);
  return bare ? `${bare.type}${host}:${bare.port}${bare.settings}` : address;
}

/** Returns the parts of a bare port, or undefined for any other text. */
export function splitBarePort(address: string) {
  const [, type = "", port, settings = ""] = address.match(/^(tcp:|udp:)?(\d+)(,.*)?$/s) ?? [];
  return port === undefined ? undefined : { type, port, settings };
}
