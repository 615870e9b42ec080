import { RouseError } from "../errors/rouse-error.js";
import { type NumberErrno, parsePid, parseUnsigned } from "../listen/environment-number.js";

/** Where the watchdog timeout is looked up. */
export interface WatchdogEnvironment {
  /** Removes WATCHDOG_USEC and WATCHDOG_PID from `env`, even when the call fails. */
  unsetEnvironment?: boolean;
  /** Where the variables are looked up; process.env by default. */
  env?: Record<string, string | undefined>;
}

const forever = 2n ** 64n - 1n;

/**
 * Returns WatchdogSec= of the unit in microseconds when the service manager expects pings from this process, otherwise
 * undefined: sd_watchdog_enabled(3), with its order of checks and its syntax of numbers.
 * @throws WATCHDOG_MALFORMED (errno EINVAL, ERANGE)
 */
export function watchdogEnabled(options: WatchdogEnvironment = {}): bigint | undefined {
  const { env = process.env, unsetEnvironment = false } = options;
  const { WATCHDOG_USEC: usecText, WATCHDOG_PID: pidText } = env;
  if (unsetEnvironment) {
    delete env.WATCHDOG_USEC;
    delete env.WATCHDOG_PID;
  }
  if (usecText === undefined) return undefined;
  const usec = readUsec(usecText);
  if (pidText === undefined) return usec;
  const pid = parsePid(pidText, "libsystemd");
  if (typeof pid === "string") throw malformed("WATCHDOG_PID", pidText, "a process id", pid);
  return pid === process.pid ? usec : undefined;
}

function readUsec(text: string): bigint {
  const usec = parseUnsigned(text, "libsystemd");
  if (typeof usec === "bigint" && usec > 0n && usec < forever) return usec;
  const errno = typeof usec === "string" ? usec : "EINVAL";
  throw malformed("WATCHDOG_USEC", text, "microseconds, from 1 to 2^64 - 2", errno);
}

function malformed(variable: string, value: string, expected: string, errno: NumberErrno) {
  return new RouseError("WATCHDOG_MALFORMED", { variable, value, expected, errno });
}
