import type { Address } from "../address/address.js";
import { parseAddress } from "../address/parse-address.js";
import { parseMap, type SocketMap } from "../address/socket-map.js";
import { checkNames } from "./check-socket-names.js";

/** Reads every ADDR of a definition; a bare port is one on 127.0.0.1. @throws what parseAddress throws */
export function parseAddresses(listen: readonly string[]): Address[] {
  return listen.map((text) => parseAddress(text, { barePort: "loopback" }));
}

/** Reads every BIND=NAME of a definition. @throws MAP_MALFORMED, and what checkNames throws */
export function parseMaps(maps: readonly string[], addresses: readonly Address[]): SocketMap[] {
  const parsed = maps.map(parseMap);
  checkNames(addresses, parsed);
  return parsed;
}
