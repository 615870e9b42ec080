import { RouseError } from "../errors/rouse-error.js";
import { type Claim, type Dialect, type Environment, readClaim, type Self } from "./environment.js";
import { parseNames } from "./fd-names.js";
import { describePassed, type PassedSocket } from "./passed-socket.js";
import { verifyPassed } from "./verify-passed.js";

/** The name of a socket that was passed without one. */
export const unnamed = "unknown";

/**
 * Returns the descriptors that this environment describes, with the checks of libsystemd in their order.
 * @throws what listenFds throws; in the mode "checked" also what listenFdsWithNames throws
 */
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
