import type { Candidate } from "./adoptable-socket.js";
import {
  asV4,
  type BindAddress,
  type InetBindAddress,
  isInet,
  isMapped,
  isSameAddress,
  isWildcard,
} from "./bind-address.js";
import type { BindRequest } from "./bind-request.js";
import { fitsOtherFamily, isOfItsFamily, isWiderOfOtherFamily } from "./other-family.js";
import { isSameFile } from "./path-identity.js";
import { type BindMap, findMapped } from "./rouse-map.js";

type Rule = (given: BindAddress, request: BindRequest) => boolean;

/** The rules of rouse-exec, in its order: the first that fits wins. */
const rules: readonly Rule[] = [fitsFile, fitsExactly, fitsV4ForV6, fitsNarrower];

/** Returns undefined for port 0, which asks for any free port and is never answered. */
export function findFitting(
  candidates: readonly Candidate[],
  maps: readonly BindMap[],
  request: BindRequest,
): Candidate | undefined {
  if (asksForAnyPort(request)) return undefined;
  const sameType = candidates.filter(({ type }) => type === request.type);
  const mapped = findMapped(sameType, maps, request.address);
  if (mapped) return mapped;
  for (const fits of rules) {
    const found = sameType.find(({ address }) => fits(address, request));
    if (found) return found;
  }
  return findOfOtherFamily(sameType, request, fitsOtherFamily);
}

/** Returns whether the program is told "address in use" although the kernel would do the bind. */
export function isRefused(candidates: readonly Candidate[], request: BindRequest): boolean {
  const sameType = candidates.filter(({ type }) => type === request.type);
  return findOfOtherFamily(sameType, request, isWiderOfOtherFamily) !== undefined;
}

/** A socket of the program's own family comes first, even where it is of another address and answers no bind. */
function findOfOtherFamily(
  candidates: readonly Candidate[],
  request: BindRequest,
  fits: Rule,
): Candidate | undefined {
  const { address: asked } = request;
  if (!isInet(asked)) return undefined;
  const ofPort = candidates.filter(({ address }) => isInet(address) && address.port === asked.port);
  const hasOwn = ofPort.some(({ address }) => isInet(address) && isOfItsFamily(address, asked));
  return hasOwn ? undefined : ofPort.find(({ address }) => fits(address, request));
}

export function asksForAnyPort({ address }: BindRequest): boolean {
  return isInet(address) && address.port === 0;
}

function fitsFile(given: BindAddress, { address }: BindRequest): boolean {
  return "path" in given && "path" in address && isSameFile(given.identity, address.identity);
}

/** For a path this compares the text, because its folder is a different one under PrivateTmp=. */
function fitsExactly(given: BindAddress, { address }: BindRequest): boolean {
  return isSameAddress(given, address);
}

function fitsV4ForV6(given: BindAddress, { address, v6only }: BindRequest): boolean {
  if (address.family !== "inet6" || v6only) return false;
  return given.family === "inet" && isSameAddress(given, asV4(address));
}

/** The program asks for every address of the port, and the unit passes one of them. */
function fitsNarrower(given: BindAddress, { address, v6only }: BindRequest): boolean {
  if (!isInet(given) || !isInet(address)) return false;
  const asked = asV4(address);
  if (!isWildcard(asked) || given.port !== asked.port) return false;
  if (given.family === "inet") return address.family === "inet" || !v6only;
  return address.family === "inet6" && !isMapped(address);
}

export interface NearMiss {
  readonly reason: "wider" | "family";
  readonly candidate: Candidate;
  readonly asked: InetBindAddress;
}

/**
 * Returns why no rule fits although a socket of this port was passed: it is wider than the program asked for, or it is
 * IPv6 for a program that uses IPv4 when no other socket of the port was passed. A different address on a machine that
 * has several is no mistake, and gives undefined.
 */
export function findNearMiss(
  candidates: readonly Candidate[],
  { type, address }: BindRequest,
): NearMiss | undefined {
  if (!isInet(address)) return undefined;
  const find = (fits: (given: InetBindAddress) => boolean) =>
    candidates.find(
      ({ address: given, type: own }) =>
        own === type && isInet(given) && given.port === address.port && fits(given),
    );
  const wider = find((given) => isWider(given, asV4(address)));
  if (wider) return { reason: "wider", candidate: wider, asked: address };
  if (find(({ family }) => family === address.family)) return undefined;
  const other = find(({ family }) => family === "inet6" && address.family === "inet");
  if (other) return { reason: "family", candidate: other, asked: address };
  const wide = find((given) => isWiderOfOtherFamily(given, { type, address, v6only: false }));
  return wide && { reason: "wider", candidate: wide, asked: address };
}

function isWider(given: InetBindAddress, asked: InetBindAddress): boolean {
  return given.family === asked.family && isWildcard(given) && !isWildcard(asked);
}
