import {
  asV4,
  type InetPlace,
  isInet,
  isMapped,
  isSamePlace,
  isWildcard,
  type Place,
} from "./bind-address.js";
import type { Candidate } from "./candidate.js";
import { type BindMap, findMapped } from "./maps.js";
import { isSameFile } from "./path-identity.js";

/** What the program asks for. */
export interface BindRequest {
  readonly type: "stream" | "dgram";
  readonly place: Place;
  readonly v6only: boolean;
}

type Fits = (given: Place, request: BindRequest) => boolean;

/** The first rule that fits wins: the rules of rouse-exec, in its order. */
const rules: readonly Fits[] = [fitsFile, isSame, fitsV4ForV6, fitsNarrower];

/** Port 0 asks for any free port and is never answered. */
export function findFitting(
  candidates: readonly Candidate[],
  maps: readonly BindMap[],
  request: BindRequest,
): Candidate | undefined {
  if (asksForAnyPort(request)) return undefined;
  const sameType = candidates.filter(({ type }) => type === request.type);
  const mapped = findMapped(sameType, maps, request.place);
  if (mapped) return mapped;
  for (const fits of rules) {
    const found = sameType.find(({ place }) => fits(place, request));
    if (found) return found;
  }
  return undefined;
}

export function asksForAnyPort({ place }: BindRequest): boolean {
  return isInet(place) && place.port === 0;
}

function fitsFile(given: Place, { place }: BindRequest): boolean {
  return "path" in given && "path" in place && isSameFile(given.identity, place.identity);
}

/** For a path this is equality of the text: under PrivateTmp= its folder is another. */
function isSame(given: Place, { place }: BindRequest): boolean {
  return isSamePlace(given, place);
}

function fitsV4ForV6(given: Place, { place, v6only }: BindRequest): boolean {
  if (place.family !== "inet6" || v6only) return false;
  return given.family === "inet" && isSamePlace(given, asV4(place));
}

/** The program asks for every address of the port, and the unit narrows it. */
function fitsNarrower(given: Place, { place, v6only }: BindRequest): boolean {
  if (!isInet(given) || !isInet(place)) return false;
  const asked = asV4(place);
  if (!isWildcard(asked) || given.port !== asked.port) return false;
  if (given.family === "inet") return place.family === "inet" || !v6only;
  return place.family === "inet6" && !isMapped(place);
}

export interface NearMiss {
  readonly reason: "wider" | "family";
  readonly candidate: Candidate;
  readonly asked: InetPlace;
}

/**
 * Why no rule fits although the port is passed: the passed socket is wider than asked for, or IPv6 where the
 * program speaks IPv4 and nothing else of that port was passed. Another address of a machine with several is
 * nobody's mistake.
 */
export function findNearMiss(
  candidates: readonly Candidate[],
  { type, place }: BindRequest,
): NearMiss | undefined {
  if (!isInet(place)) return undefined;
  const find = (fits: (given: InetPlace) => boolean) =>
    candidates.find(
      ({ place: given, type: own }) =>
        own === type && isInet(given) && given.port === place.port && fits(given),
    );
  const wider = find((given) => isWider(given, asV4(place)));
  if (wider) return { reason: "wider", candidate: wider, asked: place };
  if (find(({ family }) => family === place.family)) return undefined;
  const other = find(({ family }) => family === "inet6" && place.family === "inet");
  return other && { reason: "family", candidate: other, asked: place };
}

function isWider(given: InetPlace, asked: InetPlace): boolean {
  return given.family === asked.family && isWildcard(given) && !isWildcard(asked);
}
