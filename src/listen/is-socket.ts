import { RouseError } from "../errors/rouse-error.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { families, type SocketFamily, type SockType, types } from "../sys/libc/socket-numbers.js";
import { net } from "../sys/on-use.js";
import { canonicalHost, formatInet6 } from "../sys/sockaddr/host.js";
import type { SocketFacts } from "../sys/socket-tables/socket-facts.js";
import { requireSocket } from "../sys/sockets/read-socket.js";

/** What is left out is not looked at. */
export interface SocketQuestion {
  /** SOCK_* by name or number. */
  type?: SockType | number;
  /** SO_ACCEPTCONN: somebody called listen(2). */
  listening?: boolean;
}

/** What is asked of an IPv4 or IPv6 socket. A port of 0, or left out, is not compared. */
export interface InetQuestion extends SocketQuestion {
  family?: "inet" | "inet6";
  port?: number;
}

/** The address that a socket may be bound to. */
export interface InetTarget {
  /** An IPv4 or IPv6 address; a port, flow or scope of 0, or left out, is not compared. */
  host: string;
  port?: number;
  flow?: number;
  scope?: number;
}

/** What is asked of a unix socket. */
export interface UnixQuestion extends SocketQuestion {
  /** A path, or a name that begins with NUL for an abstract one; "" for an unnamed socket. */
  path?: string | Uint8Array;
}

/**
 * Whether it is a socket, of this family and type: sd_is_socket(3). False for what is none.
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
 * The same for IPv4 and IPv6, with the port it is bound to: sd_is_socket_inet(3).
 * @throws what isSocket throws
 */
export function isSocketInet(fd: number, question: InetQuestion = {}): boolean {
  const call = "isSocketInet";
  const { family, port = 0 } = question;
  if (family !== undefined && family !== "inet" && family !== "inet6") {
    throw malformed(call, "the family must be inet or inet6", "EINVAL");
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw malformed(call, `the port must be from 0 to 65535, got ${port}`, "EINVAL");
  }
  const facts = findFacts(call, fd, question, false);
  if (typeof facts === "boolean" || !isInet(facts)) return false;
  if (family !== undefined && facts.family !== families[family]) return false;
  return port === 0 || facts.local.readUInt16BE(2) === port;
}

/**
 * Whether it is bound to this address: sd_is_socket_sockaddr(3).
 * @throws what isSocket throws; for a host that is no IP the errno is EPFNOSUPPORT
 */
export function isSocketSockaddr(
  fd: number,
  target: InetTarget,
  question: SocketQuestion = {},
): boolean {
  const call = "isSocketSockaddr";
  const version = net().isIP(target.host.replace(/%.*$/, ""));
  if (version === 0) throw malformed(call, "the host must be an IP address", "EPFNOSUPPORT");
  const facts = findFacts(call, fd, question, false);
  if (typeof facts === "boolean" || !isInet(facts)) return false;
  if (facts.family !== (version === 4 ? families.inet : families.inet6)) return false;
  return isBoundTo(facts.local, target);
}

/**
 * Whether it is a unix socket of this name: sd_is_socket_unix(3). A path is compared byte by byte.
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

/** A boolean when that is the answer already. */
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

/** 0 for what was not asked. */
function numberOf<Name extends string>(
  call: string,
  table: Record<Name, number>,
  value: Name | number | undefined,
): number {
  const number = typeof value === "string" ? table[value] : (value ?? 0);
  if (Number.isInteger(number) && number >= 0) return number;
  throw malformed(call, `${value} is neither a name nor a number of such sockets`, "EINVAL");
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
