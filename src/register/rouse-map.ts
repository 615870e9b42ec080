import { splitHostPort } from "../address/parse-sockaddr.js";
import { formatMap, parseMap, type SocketMap } from "../address/socket-map.js";
import { RouseError } from "../errors/rouse-error.js";
import type { Candidate } from "./adoptable-socket.js";
import {
  type BindAddress,
  inetAddress,
  isInet,
  isSameAddress,
  unixAddress,
} from "./bind-address.js";
import { isSameFile } from "./path-identity.js";

/** One map of ROUSE_MAP, which are those of `--map` of rouse-exec. */
export interface BindMap {
  readonly name: string;
  matches(address: BindAddress): boolean;
}

/**
 * Reads ROUSE_MAP: maps as `--map` takes them, divided by white space.
 * @throws MAP_MALFORMED, MAP_NAME_UNKNOWN, REGISTER_MAP_AMBIGUOUS
 */
export function readMaps(text: string, candidates: readonly Candidate[]): BindMap[] {
  const maps = text.split(/\s+/).filter(Boolean).map(parseMap);
  for (const map of maps) requireOne(map, candidates);
  return maps.map(({ bind, name }) => ({ name, matches: matcherOf(bind) }));
}

/**
 * Returns the candidate that a map names for this address. A map is explicit, so any family will do, and a unix socket
 * for TCP too, as long as the type is the same.
 */
export function findMapped(
  sameType: readonly Candidate[],
  maps: readonly BindMap[],
  address: BindAddress,
): Candidate | undefined {
  for (const map of maps) {
    const found = sameType.find(({ passed }) => passed.name === map.name);
    if (found && map.matches(address)) return found;
  }
  return undefined;
}

function requireOne(socketMap: SocketMap, candidates: readonly Candidate[]): void {
  const { name } = socketMap;
  const map = formatMap(socketMap);
  const named = candidates.filter(({ passed }) => passed.name === name);
  if (named.length === 0) {
    const names = candidates.map(({ passed }) => passed.name);
    throw new RouseError("MAP_NAME_UNKNOWN", { map, name, names });
  }
  if (new Set(named.map(({ type }) => type)).size === named.length) return;
  throw new RouseError("REGISTER_MAP_AMBIGUOUS", { map, name });
}

/** `bind` is a text that parseMap has accepted. */
function matcherOf(bind: string): BindMap["matches"] {
  if (bind === "*") return () => true;
  if (/^[@/]/.test(bind)) return unixMatcher(bind.replace(/^@/, "\0"));
  const { host, port } = splitHostPort(bind, bind);
  if (host === "*") return (address) => isInet(address) && address.port === Number(port);
  const wanted = inetAddress(host.replace(/^\[|\]$/g, ""), Number(port));
  if (port !== "*") return (address) => isSameAddress(wanted, address);
  return (address) => isInet(address) && isSameAddress({ ...wanted, port: address.port }, address);
}

/** The folder is looked at for each bind, since it may be created or replaced after the start. */
function unixMatcher(name: string): BindMap["matches"] {
  return (address) => {
    const wanted = unixAddress(name);
    if (isSameAddress(wanted, address)) return true;
    return "path" in wanted && "path" in address && isSameFile(wanted.identity, address.identity);
  };
}
