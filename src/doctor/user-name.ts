import { userInfo } from "node:os";
import { hasCode } from "../errors/has-code.js";

/** The number, for a user that /etc/passwd does not know. */
export function userName(uid: number): string {
  try {
    return userInfo().username;
  } catch (error) {
    if (hasCode(error, "ERR_SYSTEM_ERROR")) return String(uid);
    throw error;
  }
}
