import { typePrefix } from "../address/address.js";

/** Returns a socket of a report as an ADDR of the command line: `udp:127.0.0.1:53`. */
export function reportedAddress({ address, type }: { address: string; type: string }): string {
  return typePrefix(type) + address;
}
