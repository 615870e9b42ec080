import { quote } from "../errors/quote.js";
import { RouseError } from "../errors/rouse-error.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { net } from "../sys/lazy-node-modules.js";
import { families, type SocketFamily, type SockType, types } from "../sys/libc/socket-numbers.js";
import { canonicalHost, formatInet6 } from "../sys/sockaddr/host.js";
import type { SocketFacts } from "../sys/socket-tables/socket-facts.js";
import { requireSocket } from "../sys/sockets/read-socket.js";

/** The properties that a socket must have. Those that are left out are not compared. */
export interface SocketQuestion {
  /** SOCK_* by name or number. */
  type?: SockType | number;
  /** SO_ACCEPTCONN: whether listen(2) was called. */
  listening?: boolean;
}

/** The properties that an IPv4 or IPv6 socket must have. A port of 0, or none, is not compared. */
export interface InetQuestion extends SocketQuestion {
  family?: "inet" | "inet6";
  port?: number;
}

/** The address to which a socket must be bound. */
export interface InetTarget {
  /** An IPv4 or IPv6 address. A port, flow or scope of 0, or none, is not compared. */
  host: string;
  port?: number;
  flow?: number;
  scope?: number;
}

/** The properties that a unix socket must have. */
export interface UnixQuestion extends SocketQuestion {
  /** A path, an abstract name with its leading NUL, or "" for an unnamed socket. */
  path?: string | Uint8Array;
}

/**
 * Returns whether this is a socket, of this family and type: sd_is_socket(3). False for every other descriptor.
 * @throws DESCRIPTOR_NOT_OPEN (errno EBADF), SOCKET_QUESTION_MALFORMED (EINVAL), NATIVE_MISSING (without
 * koffi, for a socket that /proc does not show), SYSTEM_CALL_FAILED
 */
export function isSocket(
  fd: number,
  question: SocketQuestion & { family?: SocketFamily | number } = {},
): boolean {
  const family = numberOf("isSocket", families, question.family);
  const facts = findFacts("isSocket", fd, question, family === 0);
  if (typeof facts === "boolean") return facts;
  return family === 0 || facts.family === family;
}

/**
 * Returns whether this is an IPv4 or IPv6 socket that is bound to this port: sd_is_socket_inet(3).
 * @throws what isSocket throws
 */
export function isSocketInet(fd: number, question: InetQuestion = {}): boolean {
  const call = "isSocketInet";
  const { family, port = 0 } = question;
  if (family !== undefined && family !== "inet" && family !== "inet6") {
    throw malformed(call, "the family must be inet or inet6", "EINVAL");
  }
  requirePort(call, port);
  const facts = findFacts(call, fd, question, false);
  if (typeof facts === "boolean" || !isInet(facts)) return false;
  if (family !== undefined && facts.family !== families[family]) return false;
  return port === 0 || facts.local.readUInt16BE(2) === port;
}

/**
 * Returns whether this socket is bound to this address: sd_is_socket_sockaddr(3).
 * @throws what isSocket throws; the errno is EPFNOSUPPORT for a host that is no IP address
 */
export function isSocketSockaddr(
  fd: number,
  target: InetTarget,
  question: SocketQuestion = {},
): boolean {
  const call = "isSocketSockaddr";
  const version = net().isIP(target.host.replace(/%.*$/, ""));
  if (version === 0) throw malformed(call, "the host must be an IP address", "EPFNOSUPPORT");
  requirePort(call, target.port ?? 0);
  const facts = findFacts(call, fd, question, false);
  if (typeof facts === "boolean" || !isInet(facts)) return false;
  if (facts.family !== (version === 4 ? families.inet : families.inet6)) return false;
  return isBoundTo(facts.local, target);
}

/**
 * Returns whether this is a unix socket with this name: sd_is_socket_unix(3). A path is compared byte by byte.
 * @throws what isSocket throws
 */
export function isSocketUnix(fd: number, question: UnixQuestion = {}): boolean {
  const facts = findFacts("isSocketUnix", fd, question, false);
  if (typeof facts === "boolean" || facts.family !== families.unix) return false;
  if (question.path === undefined) return true;
  const path = Buffer.from(question.path);
  const name = facts.local.subarray(2);
  if (path.length === 0 || path[0] === 0) return name.equals(path);
  return name.subarray(0, path.length + 1).equals(Buffer.concat([path, Buffer.from([0])]));
}

/** Returns a boolean when the answer is known already. */
function findFacts(
  call: string,
  fd: number,
  { type, listening }: SocketQuestion,
  isAllAsked: boolean,
): SocketFacts | boolean {
  const wanted = numberOf(call, types, type);
  const descriptor = readDescriptor(fd);
  if (descriptor.kind !== "socket") return false;
  if (isAllAsked && wanted === 0 && listening === undefined) return true;
  const facts = requireSocket(fd, descriptor);
  if (wanted !== 0 && facts.type !== wanted) return false;
  return listening === undefined || facts.listening === listening ? facts : false;
}

/** Returns 0 for a property that was left out. */
function numberOf<Name extends string>(
  call: string,
  table: Record<Name, number>,
  value: Name | number | undefined,
): number {
  const number = typeof value === "string" ? table[value] : (value ?? 0);
  if (Number.isInteger(number) && number >= 0) return number;
  throw malformed(call, `${value} is neither a name nor a number of such sockets`, "EINVAL");
}

/** From JavaScript comes a string as well, out of a variable or a command line, and equals no port. */
function requirePort(call: string, port: unknown): void {
  if (typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65535) return;
  const got = typeof port === "string" ? `the string ${quote(port)}` : String(port);
  const problem = `expected as port a whole number from 0 to 65535, got ${got}`;
  throw malformed(call, problem, "EINVAL");
}

function isInet({ family }: SocketFacts): boolean {
  return family === families.inet || family === families.inet6;
}

function isBoundTo(local: Buffer, { host, port = 0, flow = 0, scope = 0 }: InetTarget): boolean {
  if (port !== 0 && local.readUInt16BE(2) !== port) return false;
  if (local.length < 28) return [...local.subarray(4, 8)].join(".") === canonicalHost(host);
  if (flow !== 0 && local.readUInt32BE(4) !== flow) return false;
  if (scope !== 0 && local.readUInt32LE(24) !== scope) return false;
  return formatInet6(local.subarray(8, 24)) === canonicalHost(host);
}

function malformed(call: string, problem: string, errno: string): RouseError {
  return new RouseError("SOCKET_QUESTION_MALFORMED", { call, problem, errno });
}
