import { RouseError } from "../../errors/rouse-error.js";
import { defaultSocketPath, longestPathBytes } from "./default-socket-path.js";
import { loopbackAddress } from "./loopback.js";

/**
 * The address of a local daemon: an absolute path, or a loopback host and a port. `host` has one spelling and no
 * brackets; port 0 means that the kernel chooses one.
 */
export type Endpoint =
  | { readonly network: "tcp"; readonly host: string; readonly port: number }
  | { readonly network: "unix"; readonly path: string };

/**
 * Reads `unix:///PATH`, `unix://` (the default path of `service`), `127.0.0.1:PORT`, `[::1]:PORT` or
 * `localhost:PORT` (which means 127.0.0.1); those with a port may follow `http://`. Percent signs in a path are
 * not decoded.
 * @throws ENDPOINT_MALFORMED, ENDPOINT_NOT_LOOPBACK; for `unix://` also NAME_MALFORMED
 */
export function parseEndpoint(text: string, { service }: { service?: string } = {}): Endpoint {
  if (text.startsWith("unix://")) return parseUnix(text, service);
  return parseTcp(text);
}

/** Returns `unix:///PATH` or `http://HOST:PORT`, which parseEndpoint reads back as the same endpoint. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.network === "unix") return `unix://${endpoint.path}`;
  const { host, port } = endpoint;
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

function parseUnix(text: string, service: string | undefined): Endpoint {
  const path = text.slice("unix://".length);
  if (path !== "") return { network: "unix", path: checkedPath(path, text) };
  if (service !== undefined) return { network: "unix", path: defaultSocketPath(service) };
  throw malformed(text, "without a path it means the path of a service, and none was named");
}

function checkedPath(path: string, text: string): string {
  if (!path.startsWith("/")) throw malformed(text, "expected an absolute path, as in unix:///PATH");
  if (path.includes("\0")) throw malformed(text, "a path has no NUL character");
  const bytes = Buffer.byteLength(path);
  if (bytes <= longestPathBytes) return path;
  throw malformed(
    text,
    `its path has ${bytes} bytes and the kernel takes at most ${longestPathBytes}; choose a shorter one`,
  );
}

const shapes = "expected unix:///PATH, 127.0.0.1:PORT, [::1]:PORT or localhost:PORT";

function parseTcp(text: string): Endpoint {
  const hostAndPort = text.replace(/^http:\/\/(.*?)\/?$/s, "$1");
  const [, bracketed, plain, digits] = hostAndPort.match(/^(?:\[(.*)\]|([^:]*)):(\d+)$/s) ?? [];
  if (digits === undefined) throw malformed(text, shapes);
  const host = bracketed ?? plain ?? "";
  if (host === "")
    throw malformed(text, "an empty host means every network; name the loopback host");
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
