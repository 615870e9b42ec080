import { findOwnPidfdId } from "../sys/processes/pidfd.js";
import { remoteVariables } from "./client-variables.js";
import { type Environment, isHandedOver, listenVariables, type Self } from "./environment.js";
import type { Grammar } from "./environment-number.js";
import type { PassedSocket } from "./passed-socket.js";
import { readPassed } from "./read-passed.js";

/** How the variables LISTEN_* are read. */
export interface ListenFdsOptions {
  /** How numbers and names are read: decimal and plain (the default), or everything that libsystemd accepts. */
  grammar?: Grammar;
  /**
   * Whether a missing LISTEN_PID means this process, as launchers for development assume that restart a program
   * (`systemfd --no-pid`). "ours" gives up a check: the sockets may be for another process. "foreign" is the default.
   */
  missingPid?: "foreign" | "ours";
  /** Removes LISTEN_* from process.env, even when the call fails. Later calls return the same nevertheless. */
  unsetEnvironment?: boolean;
}

/**
 * Returns the sockets that the service manager passed to this process: sd_listen_fds(3). [] when none were passed.
 * Later calls return the same array. Unlike libsystemd it includes their names; each is "unknown" when LISTEN_FDNAMES
 * cannot be read.
 * @throws LISTEN_VARIABLE_MALFORMED (errno EINVAL, ERANGE), LISTEN_FD_MISSING, LISTEN_FD_OF_NODE (EBADF),
 * LISTEN_RUNTIME_UNSUPPORTED (Deno, which cannot inspect them)
 */
export function listenFds(options: ListenFdsOptions = {}): readonly PassedSocket[] {
  return remembered("unchecked", options);
}

/**
 * Returns the same as listenFds, but throws when LISTEN_FDNAMES cannot be read, or has more or fewer names than there are
 * sockets: sd_listen_fds_with_names(3).
 * @throws what listenFds throws, and LISTEN_NAMES_COUNT (errno EINVAL)
 */
export function listenFdsWithNames(options: ListenFdsOptions = {}): readonly PassedSocket[] {
  return remembered("checked", options);
}

let inherited: Environment | undefined;
const results = new Map<string, readonly PassedSocket[]>();

/** Looks once: after the first call the descriptors may be used and closed, and their numbers reused. */
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
 * Returns whether our parent passed the sockets with passedStdio(): other processes may then serve the same sockets, and
 * no service manager starts us for a client.
 * @throws LISTEN_VARIABLE_MALFORMED
 */
export function areHandedOver(): boolean {
  inherited ??= pick(process.env);
  return isHandedOver(inherited, self, { grammar: "strict" });
}
