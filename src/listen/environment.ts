import { RouseError } from "../errors/rouse-error.js";
import {
  type Grammar,
  type NumberErrno,
  parseInt32,
  parsePid,
  parseUnsigned,
} from "./environment-number.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** This process, to compare with the one for which the sockets were passed. */
export interface Self {
  readonly pid: number;
  readonly parent: number;
  /** Called only when LISTEN_PIDFDID is set. */
  findPidfdId(): bigint | undefined;
}

export interface Dialect {
  readonly grammar: Grammar;
  /** "ours" follows listenfd and systemfd: a missing or empty LISTEN_PID means us, and LISTEN_FDS_FIRST_FD is read. */
  readonly missingPid: "foreign" | "ours";
}

/** The descriptors that LISTEN_FDS says were passed. */
export interface Claim {
  readonly first: number;
  readonly count: number;
}

/** The pid of the process to whose children the sockets are passed. passedStdio() sets it, since it cannot know theirs. */
export const parentVariable = "ROUSE_LISTEN_PARENT";

/** The variables that describe passed sockets: those of sd_listen_fds(3) in their order, then others. */
export const listenVariables = [
  ...["LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES"],
  ...["LISTEN_FDS_FIRST_FD", parentVariable],
] as const;

/** SD_LISTEN_FDS_START of sd_listen_fds(3). */
export const firstPassed = 3;

/**
 * Returns the descriptors that were passed to this process according to the environment; undefined when none were, or
 * when they are for another process. The order of the checks and the errnos are those of sd_listen_fds(3).
 * @throws LISTEN_VARIABLE_MALFORMED
 */
export function readClaim(env: Environment, self: Self, dialect: Dialect): Claim | undefined {
  if (!isForUs(env, self, dialect)) return undefined;
  const text = env.LISTEN_FDS;
  if (text === undefined) return undefined;
  const first = readFirst(env, dialect);
  const expected = "a number of descriptors, at least 1";
  const count = checked("LISTEN_FDS", text, expected, parseInt32(text, dialect.grammar));
  if (count > 0 && count <= 0x7fffffff - first) return { first, count };
  throw malformed("LISTEN_FDS", text, expected, "EINVAL");
}

function isForUs(env: Environment, self: Self, dialect: Dialect): boolean {
  if (isHandedOver(env, self, dialect)) return true;
  const pid = env.LISTEN_PID;
  if (dialect.missingPid === "ours" && (pid === undefined || pid === "")) return true;
  if (pid === undefined) return false;
  const value = checked("LISTEN_PID", pid, "a process id", parsePid(pid, dialect.grammar));
  return value === self.pid && isOurPidfd(env, self, dialect);
}

/** A pid may be reused, but the inode of a pidfd is not. Before Linux 6.9 it is not checked. */
function isOurPidfd(env: Environment, self: Self, { grammar }: Dialect): boolean {
  const text = env.LISTEN_PIDFDID;
  if (text === undefined) return true;
  const expected = "the inode of a pidfd";
  const id = checked("LISTEN_PIDFDID", text, expected, parseUnsigned(text, grammar));
  const own = self.findPidfdId();
  return own === undefined || own === id;
}

/**
 * Returns whether our parent passed the sockets with passedStdio().
 * @throws LISTEN_VARIABLE_MALFORMED
 */
export function isHandedOver(
  env: Environment,
  self: Self,
  { grammar }: Pick<Dialect, "grammar">,
): boolean {
  const text = env[parentVariable];
  if (text === undefined) return false;
  return checked(parentVariable, text, "a process id", parsePid(text, grammar)) === self.parent;
}

function readFirst(env: Environment, { missingPid, grammar }: Dialect): number {
  const text = env.LISTEN_FDS_FIRST_FD;
  if (missingPid !== "ours" || text === undefined) return firstPassed;
  const expected = "a descriptor, at least 3";
  const first = checked("LISTEN_FDS_FIRST_FD", text, expected, parseInt32(text, grammar));
  if (first >= firstPassed) return first;
  throw malformed("LISTEN_FDS_FIRST_FD", text, expected, "EINVAL");
}

function checked<T extends number | bigint>(
  variable: string,
  value: string,
  expected: string,
  parsed: T | NumberErrno,
): T {
  if (typeof parsed !== "string") return parsed;
  throw malformed(variable, value, expected, parsed);
}

function malformed(variable: string, value: string, expected: string, errno: NumberErrno) {
  return new RouseError("LISTEN_VARIABLE_MALFORMED", { variable, value, expected, errno });
}
