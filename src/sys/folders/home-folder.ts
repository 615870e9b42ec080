import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";

/**
 * Returns the folder of this user: HOME, or what /etc/passwd says where HOME is not set.
 * @throws HOME_NOT_ABSOLUTE
 */
export function homeFolder(): string {
  const folder = homedir();
  if (isAbsolute(folder)) return folder;
  throw new RouseError("HOME_NOT_ABSOLUTE", { folder });
}
