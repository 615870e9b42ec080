import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";

/**
 * Tells whether the service manager of this user runs from boot on and without a session: loginctl(1), enable-linger.
 * Root's units are the system's.
 */
export function isLingering(folder = "/var/lib/systemd/linger"): boolean {
  const user = findUserName();
  return user !== undefined && existsSync(join(folder, user));
}

/** Returns the name of this user; undefined where /etc/passwd has none. */
export function findUserName(): string | undefined {
  try {
    return userInfo().username;
  } catch (error) {
    if (hasCode(error, "ERR_SYSTEM_ERROR")) return undefined;
    throw error;
  }
}
