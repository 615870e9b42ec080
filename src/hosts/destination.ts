import { isIPv6 } from "node:net";
import { RouseError } from "../errors/rouse-error.js";

/** Another machine, as ssh(1) reaches it. */
export interface Destination {
  /** As it was typed; output and messages use this name. */
  text: string;
  user?: string;
  /** A name, which ssh_config(5) may explain, or an address; IPv6 without brackets. */
  host: string;
  port?: number;
}

/**
 * Reads `[USER@]HOST[:PORT]`, as `systemctl -H` does; IPv6 with a port takes brackets.
 * @throws HOST_MALFORMED
 */
export function parseDestination(text: string): Destination {
  const at = text.lastIndexOf("@");
  const { host, port } = splitPort(text.slice(at + 1), text);
  const user = at === -1 ? undefined : text.slice(0, at);
  for (const part of [host, ...(user === undefined ? [] : [user])]) requireHarmless(part, text);
  return { text, host, ...(user === undefined ? {} : { user }), ...(port ? { port } : {}) };
}

function splitPort(hostPort: string, text: string): { host: string; port?: number } {
  const [, bracketed, plain, port] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::(\d+))?$/.exec(hostPort) ?? [];
  const host = bracketed ?? plain ?? (isIPv6(hostPort) ? hostPort : undefined);
  if (host === undefined) throw malformed(text, "expected [USER@]HOST[:PORT]");
  if (port === undefined) return { host };
  if (Number(port) < 1 || Number(port) > 65_535) {
    throw malformed(text, `expected a port from 1 to 65535, got ${port}`);
  }
  return { host, port: Number(port) };
}

/** ssh hands user and host to the shell of the user's ProxyCommand, as %r and %h. */
function requireHarmless(part: string, text: string): void {
  if (part === "") throw malformed(text, "expected [USER@]HOST[:PORT]");
  if (part.startsWith("-")) throw malformed(text, "a leading - would be an option of ssh");
  const [found] = /[\s\p{C}'"`$\\;&<>|(){}/]/u.exec(part) ?? [];
  if (found !== undefined) throw malformed(text, `no user or host has '${found}' in its name`);
}

function malformed(host: string, problem: string): RouseError {
  return new RouseError("HOST_MALFORMED", { host, problem });
}
