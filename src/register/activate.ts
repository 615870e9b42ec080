import { requireNode } from "../listen/require-node.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { requireLinux } from "../sys/platform.js";
import { type Candidate, findCandidate } from "./candidate.js";
import { guardFiles } from "./guard-files.js";
import { handOnToChildren } from "./hand-to-children.js";
import { type Answerer, hookDatagrams, hookStreams } from "./hook-binds.js";
import { findInherited } from "./inherited-sockets.js";
import { type BindMap, readMaps } from "./maps.js";
import { findFitting } from "./match.js";
import { Unmatched } from "./unmatched.js";

/**
 * When the sockets are for another process, nothing is changed.
 * @throws what listenFdsWithNames throws, LISTEN_RUNTIME_UNSUPPORTED, PLATFORM_UNSUPPORTED, MAP_MALFORMED,
 * MAP_NAME_UNKNOWN, REGISTER_MAP_AMBIGUOUS, REGISTER_UNSUPPORTED
 */
export function activate(): void {
  const passed = findInherited();
  if (passed.length === 0) return;
  requireNode();
  requireLinux();
  const candidates = passed.map(findCandidate).filter((found) => found !== undefined);
  const maps = readMaps(process.env.ROUSE_MAP ?? "", candidates);
  const unmatched = new Unmatched(candidates);
  hookBinds(candidates, answererOf(candidates, maps, unmatched));
  guardFiles(candidates);
  handOnToChildren(passed, () => unmatched.expectNothing());
}

function answererOf(
  candidates: readonly Candidate[],
  maps: readonly BindMap[],
  unmatched: Unmatched,
): Answerer {
  const inodes = new Set(candidates.map(({ passed }) => passed.inode));
  return {
    find(request) {
      const found = findFitting(candidates, maps, request);
      if (found === undefined) unmatched.note(request);
      return found;
    },
    isPassed: (fd) => fd >= 0 && inodes.has(Number(readDescriptor(fd).inode)),
  };
}

function hookBinds(candidates: readonly Candidate[], answerer: Answerer): void {
  const types = new Set(candidates.map(({ type }) => type));
  if (types.has("stream")) hookStreams(answerer);
  if (types.has("dgram")) hookDatagrams(answerer);
}
