import { RouseError } from "../errors/rouse-error.js";

/** Reads `NAME=VALUE` each; the last one for a variable counts. @throws VARIABLE_MALFORMED */
export function parseEnvironment(texts: readonly string[]): Map<string, string> {
  return new Map(texts.map(splitVariable));
}

function splitVariable(text: string): [name: string, value: string] {
  const equals = text.indexOf("=");
  const name = text.slice(0, equals);
  if (equals > 0 && /^[A-Za-z_]\w*$/.test(name)) return [name, text.slice(equals + 1)];
  throw new RouseError("VARIABLE_MALFORMED", { text });
}
