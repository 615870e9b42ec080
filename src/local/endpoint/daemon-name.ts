import { RouseError } from "../../errors/rouse-error.js";

/**
 * Checks the name of a local daemon, which becomes the name of a folder. Unit names follow other rules.
 * @throws NAME_MALFORMED
 */
export function requireDaemonName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,199}$/.test(name)) {
    throw new RouseError("NAME_MALFORMED", { name });
  }
}
