import type { RouseError } from "../errors/rouse-error.js";

/** Writes a warning of Node to stderr: `(node:1) [CODE] RouseWarning: …`. Programs get it as an event. */
export function warn({ code, message }: RouseError): void {
  process.emitWarning(message, { type: "RouseWarning", code });
}
