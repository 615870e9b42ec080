import { RouseError } from "../errors/rouse-error.js";
import type { NotifyAddress } from "./notify-address.js";

/** What an errno of sending means to whoever reads it. */
const causes: Record<string, string> = {
  ENOENT:
    "no such socket; is the service manager that started us gone, or is it outside of our root?",
  ECONNREFUSED: "nobody listens there; the service manager that started us is gone",
  EACCES: "we may not write to it",
  EBADF: "one of the descriptors to pass is not open",
  EPERM: "we may not speak for that process",
  EAGAIN: "it has not read what it was sent before, and had no room in time",
};

/** NOTIFY_FAILED for a call that gave this errno. */
export function failure(address: NotifyAddress, call: string, errno: string): RouseError {
  const cause = causes[errno];
  const problem = `${call} failed with ${errno}${cause === undefined ? "" : `: ${cause}`}`;
  return new RouseError("NOTIFY_FAILED", { address: address.text, problem, errno });
}
