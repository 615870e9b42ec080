import type { RouseError } from "../errors/rouse-error.js";

/** One line on stderr, as Node says it: `(node:1) [CODE] RouseWarning: …`; programs can see it as an event. */
export function warn({ code, message }: RouseError): void {
  process.emitWarning(message, { type: "RouseWarning", code });
}
