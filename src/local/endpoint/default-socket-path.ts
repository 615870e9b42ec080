import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { requireDaemonName } from "./daemon-name.js";

/** The size of sun_path in unix(7), less the NUL that ends it. */
export const longestPathBytes = 107;

/**
 * Returns `$XDG_RUNTIME_DIR/SERVICE/daemon.sock`. Where that variable names no directory, a relative one, or one
 * whose path is too long, returns `SERVICE-UID/daemon.sock` in $TMPDIR or /tmp. Nothing is made or checked there.
 * @throws NAME_MALFORMED, ENDPOINT_MALFORMED when the name is too long even in /tmp
 */
export function defaultSocketPath(service: string, env = process.env): string {
  requireDaemonName(service);
  const { XDG_RUNTIME_DIR: runtime = "", TMPDIR: temporary = "" } = env;
  const own = `${service}-${process.geteuid?.()}`;
  const folders = [
    ...(isAbsolute(runtime) && isDirectory(runtime) ? [join(runtime, service)] : []),
    ...(isAbsolute(temporary) ? [join(temporary, own)] : []),
    join("/tmp", own),
  ];
  const paths = folders.map((folder) => join(folder, "daemon.sock"));
  const short = paths.find((path) => Buffer.byteLength(path) <= longestPathBytes);
  if (short !== undefined) return short;
  const problem = `the path for the service '${service}' would be longer than ${longestPathBytes} bytes`;
  throw new RouseError("ENDPOINT_MALFORMED", { endpoint: "unix://", problem });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG")) return false;
    throw error;
  }
}
