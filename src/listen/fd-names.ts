import { RouseError } from "../errors/rouse-error.js";
import type { Grammar } from "./environment-number.js";

/**
 * Returns the names in LISTEN_FDNAMES. systemd joins them with `:` and escapes nothing, and `strict` reads them so;
 * libsystemd removes a backslash and takes the next character literally.
 * @throws LISTEN_VARIABLE_MALFORMED for a backslash at the end, in the grammar of libsystemd.
 */
export function parseNames(text: string, grammar: Grammar): string[] {
  return grammar === "strict" ? text.split(":") : splitEscaped(text);
}

function splitEscaped(text: string): string[] {
  const names = [""];
  for (const [part] of text.matchAll(/\\[\s\S]|[\s\S]/gu)) {
    if (part === "\\") throw trailingBackslash(text);
    if (part === ":") names.push("");
    else names.push(`${names.pop()}${part.replace(/^\\/, "")}`);
  }
  return names;
}

function trailingBackslash(value: string): RouseError {
  return new RouseError("LISTEN_VARIABLE_MALFORMED", {
    variable: "LISTEN_FDNAMES",
    value,
    expected: "names joined by : with nothing missing after a backslash",
    errno: "EINVAL",
  });
}

/**
 * Returns the LISTEN_FDNAMES that parseNames reads as these names.
 * @throws LISTEN_VARIABLE_MALFORMED for a name with `:`, which `strict` cannot write.
 */
export function formatNames(names: readonly string[], grammar: Grammar): string {
  if (grammar === "libsystemd") {
    return names.map((name) => name.replace(/[\\:]/g, "\\$&")).join(":");
  }
  const bad = names.find((name) => name.includes(":"));
  if (bad === undefined) return names.join(":");
  throw new RouseError("LISTEN_VARIABLE_MALFORMED", {
    variable: "LISTEN_FDNAMES",
    value: bad,
    expected: "made of names without :",
    errno: "EINVAL",
  });
}
