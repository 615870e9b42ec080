import { lstatSync } from "node:fs";
import { hasCode } from "../errors/has-code.js";

/**
 * Returns whether systemd is the init of this system: sd_booted(3). Nothing else here depends on it: a user's systemd, a
 * container or another launcher may pass sockets, too.
 */
export function booted(): boolean {
  try {
    lstatSync("/run/systemd/system/");
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}
