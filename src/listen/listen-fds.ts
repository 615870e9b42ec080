import { RouseError } from "../errors/rouse-error.js";
import { findOwnPidfdId } from "../sys/processes/pidfd.js";
import {
  type Claim,
  type Dialect,
  type Environment,
  isHandedOver,
  listenVariables,
  readClaim,
  type Self,
} from "./environment.js";
import { parseNames } from "./names.js";
import type { Grammar } from "./number.js";
import { describePassed, type PassedSocket } from "./passed-socket.js";
import { remoteVariables } from "./remote-variables.js";
import { verifyPassed } from "./verify-passed.js";

/** How LISTEN_* is read. */
export interface ListenFdsOptions {
  /** How numbers and names are read: decimal and plain (the default), or all that libsystemd takes. */
  grammar?: Grammar;
  /**
   * Whether a missing LISTEN_PID means us, as watching launchers for development (`systemfd --no-pid`)
   * assume. It drops the check whom the sockets are for: "foreign" is the default.
   */
  missingPid?: "foreign" | "ours";
  /** Takes LISTEN_* out of process.env, whatever comes of it. Calling again gives the same all the same. */
  unsetEnvironment?: boolean;
}

/** The name of a socket that was passed without one. */
export const unnamed = "unknown";

/**
 * The sockets that the service manager passed to this process, as sd_listen_fds(3). [] without one.
 * Called again, it gives the same array. Unlike libsystemd it has their names too, as far as LISTEN_FDNAMES
 * is sound; otherwise each is "unknown".
 * @throws LISTEN_VARIABLE_MALFORMED (errno EINVAL, ERANGE), LISTEN_FD_MISSING, LISTEN_FD_OF_NODE (EBADF),
 * LISTEN_RUNTIME_UNSUPPORTED (Deno, which cannot look at them)
 */
export function listenFds(options: ListenFdsOptions = {}): readonly PassedSocket[] {
  return remembered("unchecked", options);
}

/**
 * The same, as sd_listen_fds_with_names(3): a LISTEN_FDNAMES that cannot be read, or has more or fewer
 * names than there are sockets, is an error.
 * @throws what listenFds throws, and LISTEN_NAMES_COUNT (errno EINVAL)
 */
export function listenFdsWithNames(options: ListenFdsOptions = {}): readonly PassedSocket[] {
  return remembered("checked", options);
}

let inherited: Environment | undefined;
const results = new Map<string, readonly PassedSocket[]>();

/** The descriptors may be used and closed after the first call, their numbers given to others: looks once. */
function remembered(names: "checked" | "unchecked", options: ListenFdsOptions) {
  inherited ??= pick(process.env);
  if (options.unsetEnvironment)
    for (const variable of listenVariables) delete process.env[variable];
  const { grammar = "strict", missingPid = "foreign" } = options;
  const key = [names, grammar, missingPid].join();
  const known = results.get(key) ?? readPassed(inherited, self, { grammar, missingPid }, names);
  results.set(key, known);
  return known;
}

function pick(env: Environment): Environment {
  return Object.fromEntries(
    [...listenVariables, ...remoteVariables].map((name) => [name, env[name]]),
  );
}

const self: Self = {
  pid: process.pid,
  parent: process.ppid,
  findPidfdId: findOwnPidfdId,
};

/**
 * Whether they came from our parent, by passedStdio(): others may serve at the same sockets, and nobody starts us
 * for a client. @throws LISTEN_VARIABLE_MALFORMED
 */
export function areHandedOver(): boolean {
  inherited ??= pick(process.env);
  return isHandedOver(inherited, self, { grammar: "strict" });
}

/** Without memory: what this environment gives, in the order of checks of libsystemd. */
export function readPassed(
  env: Environment,
  self: Self,
  dialect: Dialect,
  mode: "checked" | "unchecked",
): readonly PassedSocket[] {
  const names = readNames(env, dialect, mode);
  const claim = readClaim(env, self, dialect);
  if (claim === undefined) return Object.freeze([]);
  const fds = verifyPassed(claim);
  const fitting = matchNames(names, claim, mode);
  const passed = fds.map((fd, index) => describePassed(fd, fitting?.[index] ?? unnamed, env));
  return Object.freeze(passed);
}

function readNames(env: Environment, { grammar }: Dialect, mode: "checked" | "unchecked") {
  if (env.LISTEN_FDNAMES === undefined) return undefined;
  try {
    return parseNames(env.LISTEN_FDNAMES, grammar);
  } catch (error) {
    if (mode === "unchecked" && error instanceof RouseError) return undefined;
    throw error;
  }
}

function matchNames(names: string[] | undefined, { count }: Claim, mode: "checked" | "unchecked") {
  if (names === undefined || names.length === count) return names;
  if (mode === "unchecked") return undefined;
  throw new RouseError("LISTEN_NAMES_COUNT", { names: names.length, count, errno: "EINVAL" });
}
