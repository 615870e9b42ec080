import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";

/**
 * Whether the service manager of this user runs from boot on and without a session: loginctl(1), enable-linger.
 * Root's units are the system's.
 */
export function isLingering(folder = "/var/lib/systemd/linger"): boolean {
  const user = userName();
  return user !== undefined && existsSync(join(folder, user));
}

/** Undefined for a user that nobody has named. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch (error) {
    if (hasCode(error, "ERR_SYSTEM_ERROR")) return undefined;
    throw error;
  }
}
