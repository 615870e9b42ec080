import { RouseError } from "../errors/rouse-error.js";
import { net } from "../sys/lazy-node-modules.js";

/**
 * Reads `127.0.0.1:80`, `[::1]:80` or `[fe80::1%eth0]:80`, the text of a sockaddr_in or sockaddr_in6. Here and below,
 * `address` is the whole text that errors show.
 * @throws ADDRESS_MALFORMED, PORT_OUT_OF_RANGE
 */
export function parseHostPort(text: string, address: string): { host: string; port: number } {
  const { host, port } = splitHostPort(text, address);
  return { host: parseHost(host, text, address), port: parsePort(port, address) };
}

/**
 * Splits at the last `:`; an IPv6 host keeps its brackets.
 * @throws ADDRESS_MALFORMED
 */
export function splitHostPort(text: string, address: string): { host: string; port: string } {
  const colon = text.lastIndexOf(":");
  if (colon === -1 || colon < text.lastIndexOf("]")) throw malformed(address, withoutPort(text));
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

/**
 * Returns the host in the kernel's spelling, so that two spellings of one address compare as equal.
 * @throws ADDRESS_MALFORMED
 */
export function parseHost(host: string, text: string, address: string): string {
  const { isIPv4, isIPv6, SocketAddress } = net();
  if (isIPv4(host)) return host;
  const [, six = "", scope = ""] = host.match(/^\[([^%]*)(%[^%/\s]{1,15})?\]$/) ?? [];
  if (!isIPv6(six)) throw malformed(address, problemWith(host, text));
  return new SocketAddress({ address: six, family: "ipv6" }).address + scope;
}

/** @throws ADDRESS_MALFORMED, PORT_OUT_OF_RANGE */
export function parsePort(text: string, address: string): number {
  if (!/^\d+$/.test(text)) {
    throw malformed(address, `expected a port number behind the last ':', got '${text}'`);
  }
  const port = Number(text);
  if (port < 1 || port > 65535) throw new RouseError("PORT_OUT_OF_RANGE", { address, port: text });
  return port;
}

/** `sun_path` has 108 bytes; one of them is the NUL after a path or before an abstract name. */
const longestUnixName = 107;

/**
 * Reads `/path` or `@name`, the text of a sockaddr_un.
 * @throws ADDRESS_MALFORMED, PATH_NOT_ABSOLUTE, PATH_TOO_LONG
 */
export function parseUnixName(
  text: string,
  address: string,
): { path: string } | { abstract: string } {
  const isAbstract = text.startsWith("@");
  const name = isAbstract ? text.slice(1) : text;
  if (name.includes("\0")) throw malformed(address, "expected a name without NUL bytes");
  const bytes = Buffer.byteLength(name);
  if (bytes > longestUnixName) throw new RouseError("PATH_TOO_LONG", { path: text, bytes });
  if (name === "") throw malformed(address, "expected a name after the @");
  return isAbstract ? { abstract: name } : { path: parsePath(name, address) };
}

function parsePath(path: string, address: string): string {
  if (!path.startsWith("/")) throw new RouseError("PATH_NOT_ABSOLUTE", { path });
  if (path.endsWith("/")) throw malformed(address, "expected the path of a socket, got a folder");
  return path;
}

const expected =
  "expected PORT, 127.0.0.1:PORT, [::1]:PORT, /path or @name, or udp: before one of them";

function withoutPort(text: string): string {
  const { isIPv4 } = net();
  const isHost = isIPv4(text) || /^\[.*\]$/.test(text);
  if (isHost) return `the port is missing, as in ${text}:8080`;
  return text === "localhost" ? "names are not looked up; write 127.0.0.1:PORT" : expected;
}

function problemWith(host: string, text: string): string {
  const port = text.slice(host.length + 1);
  const { isIPv6 } = net();
  if (isIPv6(host)) return `an IPv6 address goes in brackets, as in [${host}]:${port}`;
  if (isIPv6(text)) return `an IPv6 address goes in brackets, as in [${text}]:PORT`;
  if (host === "") return `an address goes before the port, as in 127.0.0.1:${port}`;
  if (host === "*")
    return `write 0.0.0.0:${port} (every IPv4 network) or [::]:${port} (every network, if the program speaks IPv6)`;
  if (host === "localhost") return `names are not looked up; write 127.0.0.1:${port}`;
  return `${expected}; names are not looked up`;
}

function malformed(address: string, problem: string): RouseError {
  return new RouseError("ADDRESS_MALFORMED", { address, problem });
}
