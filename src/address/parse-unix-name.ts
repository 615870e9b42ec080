import { RouseError } from "../errors/rouse-error.js";

/** `sun_path` has 108 bytes; one of them is the NUL behind a path or before an abstract name. */
const longest = 107;

/** Reads `/path` or `@name`. */
export function parseUnixName(
  text: string,
  address: string,
): { path: string } | { abstract: string } {
  const abstract = text.startsWith("@");
  const name = abstract ? text.slice(1) : text;
  if (name.includes("\0")) throw malformed(address, "expected a name without NUL bytes");
  const bytes = Buffer.byteLength(name);
  if (bytes > longest) throw new RouseError("PATH_TOO_LONG", { path: text, bytes });
  if (name === "") throw malformed(address, "expected a name behind the @");
  return abstract ? { abstract: name } : { path: parsePath(name, address) };
}

function parsePath(path: string, address: string): string {
  if (!path.startsWith("/")) throw new RouseError("PATH_NOT_ABSOLUTE", { path });
  if (path.endsWith("/")) throw malformed(address, "expected the path of a socket, got a folder");
  return path;
}

function malformed(address: string, problem: string): RouseError {
  return new RouseError("ADDRESS_MALFORMED", { address, problem });
}
