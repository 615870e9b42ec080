import { RouseError } from "../errors/rouse-error.js";

/** Returns NOTIFY_MALFORMED with the errno that libsystemd has for it. */
export function notifyMalformed(assignment: string, problem: string, errno = "EINVAL"): RouseError {
  return new RouseError("NOTIFY_MALFORMED", { assignment, problem, errno });
}

/** The meaning of an errno of sending. */
const causes: Record<string, string> = {
  ENOENT:
    "no such socket; is the service manager that started us gone, or is it outside of our root?",
  ECONNREFUSED: "nobody listens there; the service manager that started us is gone",
  EACCES: "we may not write to it",
  EBADF: "one of the descriptors to pass is not open",
  EPERM: "we may not speak for that process",
  EAGAIN: "it has not read what it was sent before, and had no room in time",
};

/** Returns NOTIFY_FAILED for a call that failed with this errno; `address` is NOTIFY_SOCKET. */
export function notifyFailed(address: string, call: string, errno: string): RouseError {
  const cause = causes[errno];
  const problem = `${call} failed with ${errno}${cause === undefined ? "" : `: ${cause}`}`;
  return new RouseError("NOTIFY_FAILED", { address, problem, errno });
}

/** Returns a value of any type as a sentence shows it, at most 60 characters long. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : printed(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function printed(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
