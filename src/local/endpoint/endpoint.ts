import { RouseError } from "../../errors/rouse-error.js";
import { defaultSocketPath, longestPathBytes } from "./default-socket-path.js";
import { loopbackAddress } from "./loopback.js";

/**
 * Where a daemon of this user is: a port of this machine only, `host` in one spelling and without brackets, port
 * 0 when any will do; or an absolute path.
 */
export type Endpoint =
  | { readonly network: "tcp"; readonly host: string; readonly port: number }
  | { readonly network: "unix"; readonly path: string };

/**
 * Reads `unix:///PATH`, `unix://` (the default path of `service`), `127.0.0.1:PORT`, `[::1]:PORT`,
 * `localhost:PORT`, which means 127.0.0.1, or one of those three after `http://`. The path is taken as it
 * stands, without percent signs being decoded.
 * @throws ENDPOINT_MALFORMED, ENDPOINT_NOT_LOOPBACK; for `unix://` also NAME_MALFORMED
 */
export function parseEndpoint(text: string, { service }: { service?: string } = {}): Endpoint {
  if (text.startsWith("unix://")) return parseUnix(text, service);
  return parseTcp(text);
}

/** `unix:///PATH` or `http://HOST:PORT`; parseEndpoint reads it back to the same. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.network === "unix") return `unix://${endpoint.path}`;
  const { host, port } = endpoint;
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

function parseUnix(text: string, service: string | undefined): Endpoint {
  const path = text.slice("unix://".length);
  if (path !== "") return { network: "unix", path: checkedPath(path, text) };
  if (service !== undefined) return { network: "unix", path: defaultSocketPath(service) };
  throw malformed(text, "without a path it means that of a service, and none was named");
}

function checkedPath(path: string, text: string): string {
  if (!path.startsWith("/")) throw malformed(text, "expected an absolute path, as in unix:///PATH");
  if (path.includes("\0")) throw malformed(text, "a path has no NUL character");
  const bytes = Buffer.byteLength(path);
  if (bytes <= longestPathBytes) return path;
  throw malformed(
    text,
    `its path has ${bytes} bytes and the kernel takes ${longestPathBytes}; choose a shorter one`,
  );
}

const shapes = "expected unix:///PATH, 127.0.0.1:PORT, [::1]:PORT or localhost:PORT";

function parseTcp(text: string): Endpoint {
  const place = text.replace(/^http:\/\/(.*?)\/?$/s, "$1");
  const [, bracketed, plain, digits] = place.match(/^(?:\[(.*)\]|([^:]*)):(\d+)$/s) ?? [];
  if (digits === undefined) throw malformed(text, shapes);
  const host = bracketed ?? plain ?? "";
  if (host === "") throw malformed(text, "it means every network; name the loopback host");
  const address = loopbackAddress(host);
  const isSpelledOut = (bracketed !== undefined) === host.includes(":");
  if (address === undefined || !isSpelledOut) {
    throw new RouseError("ENDPOINT_NOT_LOOPBACK", { endpoint: text, host });
  }
  return { network: "tcp", host: address, port: parsePort(digits, text) };
}

function parsePort(digits: string, text: string): number {
  const port = Number(digits);
  if (/^(0|[1-9]\d{0,4})$/.test(digits) && port <= 65535) return port;
  throw malformed(text, `expected a port from 0 to 65535, got ${digits}`);
}

function malformed(endpoint: string, problem: string): RouseError {
  return new RouseError("ENDPOINT_MALFORMED", { endpoint, problem });
}
