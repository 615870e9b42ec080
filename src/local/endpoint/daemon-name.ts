import { RouseError } from "../../errors/rouse-error.js";

/** The name becomes that of a folder and of files. @throws NAME_MALFORMED */
export function requireServiceName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,199}$/.test(name)) {
    throw new RouseError("NAME_MALFORMED", { name });
  }
}
