import { formatMap, parseMap, type SocketMap } from "../address/map.js";
import { RouseError } from "../errors/rouse-error.js";
import { inetPlace, isInet, isSamePlace, type Place, unixPlace } from "./bind-address.js";
import type { Candidate } from "./candidate.js";
import { isSameFile } from "./path-identity.js";

/** A member of ROUSE_MAP: `--map` of rouse-exec. */
export interface BindMap {
  readonly name: string;
  names(place: Place): boolean;
}

/**
 * Reads ROUSE_MAP: maps as `--map` takes them, divided by white space.
 * @throws MAP_MALFORMED, MAP_NAME_UNKNOWN, REGISTER_MAP_AMBIGUOUS
 */
export function readMaps(text: string, candidates: readonly Candidate[]): BindMap[] {
  const maps = text.split(/\s+/).filter(Boolean).map(parseMap);
  for (const map of maps) requireOne(map, candidates);
  return maps.map(({ bind, name }) => ({ name, names: readBind(bind) }));
}

/** The user said so: any family goes, and unix for TCP too, as long as the type is the same. */
export function findMapped(
  sameType: readonly Candidate[],
  maps: readonly BindMap[],
  place: Place,
): Candidate | undefined {
  for (const map of maps) {
    const found = sameType.find(({ passed }) => passed.name === map.name);
    if (found && map.names(place)) return found;
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

/** From text that parseMap has taken. */
function readBind(bind: string): (place: Place) => boolean {
  if (bind === "*") return () => true;
  if (/^[@/]/.test(bind)) return namesUnix(bind.replace(/^@/, "\0"));
  const colon = bind.lastIndexOf(":");
  const host = bind.slice(0, colon).replace(/^\[|\]$/g, "");
  const port = bind.slice(colon + 1);
  if (host === "*") return (place) => isInet(place) && place.port === Number(port);
  const wanted = inetPlace(host, Number(port));
  if (port !== "*") return (place) => isSamePlace(wanted, place);
  return (place) => isInet(place) && isSamePlace({ ...wanted, port: place.port }, place);
}

/** The folder may be made, or change, after we were started. */
function namesUnix(name: string): (place: Place) => boolean {
  return (place) => {
    const wanted = unixPlace(name);
    if (isSamePlace(wanted, place)) return true;
    return "path" in wanted && "path" in place && isSameFile(wanted.identity, place.identity);
  };
}
