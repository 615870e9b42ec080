import { RouseError } from "../errors/rouse-error.js";

/** What `rouse add` wants, with all its parts. */
export const addExample = "rouse add web --listen 8080 -- python3 -m http.server 8080";

export function programMissing(): RouseError {
  return new RouseError("PROGRAM_MISSING", { example: addExample });
}
