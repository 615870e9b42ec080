import { RouseError } from "../errors/rouse-error.js";
import type { SockType } from "../sys/libc/socket-numbers.js";
import type { PassedSocket } from "./passed-socket.js";
import { unnamed } from "./read-passed.js";

/** Selects one of the passed sockets. */
export interface Choice {
  /**
   * FileDescriptorName= of the socket unit. `web` also selects `web.socket`, which is the default name in systemd, and
   * the only passed socket when no names were passed. Without it, the only passed socket is selected.
   */
  name?: string;
  /** The position among the sockets with this name, from 0, in the order of the unit. */
  index?: number;
  /** Accepts that no socket with this name was passed; the result is then the same as when none was passed at all. */
  optional?: boolean;
}

/**
 * Returns undefined when no socket was passed, or when none has the name and the choice is optional. Without a name,
 * descriptors that we stored are left out as far as they can be recognized. Of several without a name or index, the only
 * one of this type is taken; the type `undefined` is that of descriptors that are no sockets.
 * @throws LISTEN_NAME_UNKNOWN (errno ENOENT), LISTEN_CHOICE_OPEN (EINVAL)
 */
export function choosePassed(
  passed: readonly PassedSocket[],
  { name, index, optional = false }: Choice,
  type?: SockType,
): PassedSocket | undefined {
  const candidates = name === undefined ? passed.filter(isFromUnit) : passed;
  if (candidates.length === 0) return undefined;
  const named = name === undefined ? candidates : findNamed(candidates, name);
  const chosen = index === undefined ? onlyOf(named, type) : named[index];
  if (chosen !== undefined || optional) return chosen;
  throw unknownName(passed, `${name ?? ""}${index === undefined ? "" : `[${index}]`}`);
}

/** Returns false for descriptors from the descriptor store: no .socket unit passes a file. */
function isFromUnit({ stored, kind }: PassedSocket): boolean {
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
