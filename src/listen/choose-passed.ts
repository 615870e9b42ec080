import { RouseError } from "../errors/rouse-error.js";
import type { SockType } from "../sys/libc/socket-numbers.js";
import { unnamed } from "./listen-fds.js";
import type { PassedSocket } from "./passed-socket.js";

/** Which of the passed sockets is meant. */
export interface Choice {
  /**
   * FileDescriptorName= of the socket unit. `web` also fits `web.socket`, the name that systemd gives by
   * itself, and the only socket of all when no names were passed. Left out: the only one.
   */
  name?: string;
  /** Which of those with this name, from 0, in the order of the unit. */
  index?: number;
  /** The unit need not pass one of this name: then it is as if none were passed at all. */
  optional?: boolean;
}

/**
 * Undefined when none was passed, or none of that name and it is optional. Without a name, what we stored is
 * left out as far as it shows; of several without a name or index, the only one of this type is taken. The type
 * undefined is that of what is no socket.
 * @throws LISTEN_NAME_UNKNOWN (errno ENOENT), LISTEN_CHOICE_OPEN (EINVAL)
 */
export function choosePassed(
  passed: readonly PassedSocket[],
  { name, index, optional = false }: Choice,
  type?: SockType,
): PassedSocket | undefined {
  const candidates = name === undefined ? passed.filter(isOfAUnit) : passed;
  if (candidates.length === 0) return undefined;
  const named = name === undefined ? candidates : findNamed(candidates, name);
  const chosen = index === undefined ? onlyOf(named, type) : named[index];
  if (chosen !== undefined || optional) return chosen;
  throw unknownName(passed, `${name ?? ""}${index === undefined ? "" : `[${index}]`}`);
}

/** Not from the descriptor store: no .socket unit passes a file. */
function isOfAUnit({ stored, kind }: PassedSocket): boolean {
  return !stored && kind !== "file";
}

function findNamed(passed: readonly PassedSocket[], wanted: string): readonly PassedSocket[] {
  const same = passed.filter(({ name }) => name === wanted);
  if (same.length > 0) return same;
  const isOnlyUnnamed = passed.length === 1 && passed[0]?.name === unnamed;
  return isOnlyUnnamed ? passed : passed.filter(({ name }) => name === `${wanted}.socket`);
}

function onlyOf(named: readonly PassedSocket[], type: SockType | undefined) {
  if (named.length < 2) return named[0];
  const fitting = named.filter((socket) => socket.type === type);
  if (fitting.length === 1) return fitting[0];
  const names = named.map(({ name }) => name);
  throw new RouseError("LISTEN_CHOICE_OPEN", { names, errno: "EINVAL" });
}

function unknownName(passed: readonly PassedSocket[], name: string): RouseError {
  const names = passed.map((socket) => socket.name);
  return new RouseError("LISTEN_NAME_UNKNOWN", { name, names, errno: "ENOENT" });
}
