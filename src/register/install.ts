import { requireNode } from "../listen/require-node.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { requireLinux } from "../sys/platform.js";
import { type Candidate, findCandidate } from "./adoptable-socket.js";
import { guardFiles } from "./guard-files.js";
import { handToChildren } from "./hand-to-children.js";
import { hookDatagrams, hookStreams, type SocketLookup } from "./hook-binds.js";
import { findInherited } from "./inherited-sockets.js";
import { findFitting, isRefused } from "./match.js";
import { type BindMap, readMaps } from "./rouse-map.js";
import { Unmatched } from "./unmatched.js";

/**
 * Makes binds adopt the passed sockets. Changes nothing when these are for another process.
 * @throws what listenFdsWithNames throws, LISTEN_RUNTIME_UNSUPPORTED, PLATFORM_UNSUPPORTED, MAP_MALFORMED,
 * MAP_NAME_UNKNOWN, REGISTER_MAP_AMBIGUOUS, REGISTER_UNSUPPORTED
 */
export function install(): void {
  const passed = findInherited();
  if (passed.length === 0) return;
  requireNode();
  requireLinux();
  const candidates = passed.map(findCandidate).filter((found) => found !== undefined);
  const maps = readMaps(process.env.ROUSE_MAP ?? "", candidates);
  const unmatched = new Unmatched(candidates);
  hookBinds(candidates, lookupOf(candidates, maps, unmatched));
  guardFiles(candidates);
  handToChildren(passed, () => unmatched.silence());
}

function lookupOf(
  candidates: readonly Candidate[],
  maps: readonly BindMap[],
  unmatched: Unmatched,
): SocketLookup {
  const inodes = new Set(candidates.map(({ passed }) => passed.inode));
  return {
    find(request) {
      const found = findFitting(candidates, maps, request);
      if (found === undefined) unmatched.note(request);
      return found;
    },
    isRefused: (request) => isRefused(candidates, request),
    isPassed: (fd) => fd >= 0 && inodes.has(Number(readDescriptor(fd).inode)),
  };
}

function hookBinds(candidates: readonly Candidate[], answerer: SocketLookup): void {
  const types = new Set(candidates.map(({ type }) => type));
  if (types.has("stream")) hookStreams(answerer);
  if (types.has("dgram")) hookDatagrams(answerer);
}
