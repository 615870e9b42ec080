/** Tells whether a socket of this type takes datagrams, which need no listen. */
export function isDatagram(type: string): boolean {
  return type === "udp" || type === "unix-dgram";
}

/** Tells whether a bound address leaves the port to the kernel. */
export function asksForAnyPort(address: string): boolean {
  return !/^[/@]/.test(address) && address.endsWith(":0");
}
