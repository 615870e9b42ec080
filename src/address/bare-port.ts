/** `8080`, `tcp:8080` or `udp:8080`, with or without settings behind it. */
export function isBarePort(address: string): boolean {
  return splitBarePort(address) !== undefined;
}

/** A bare port answers on the loopback address: every way a program may bind is answered, nothing is exposed. */
export function expandBarePort(address: string, host = "127.0.0.1"): string {
  const bare = splitBarePort(address);
  return bare ? `${bare.type}${host}:${bare.port}${bare.settings}` : address;
}

export function splitBarePort(address: string) {
  const [, type = "", port, settings = ""] = address.match(/^(tcp:|udp:)?(\d+)(,.*)?$/s) ?? [];
  return port === undefined ? undefined : { type, port, settings };
}
