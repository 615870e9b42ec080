import { RouseError } from "../../errors/rouse-error.js";

/** Throws for an argument in which Node has put U+FFFD for a byte that it could not read. @throws ARGUMENT_NOT_UTF8 */
export function requireUtf8(texts: readonly string[]): void {
  const argument = texts.find((text) => text.includes("\ufffd"));
  if (argument !== undefined) throw new RouseError("ARGUMENT_NOT_UTF8", { argument });
}
