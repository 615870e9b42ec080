import {
  type Descriptor,
  type DescriptorKind,
  readDescriptor,
} from "../sys/descriptors/descriptor.js";
import { families, type SocketFamily, type SockType, types } from "../sys/libc/socket-numbers.js";
import { decodeSockaddr } from "../sys/sockaddr/decode-sockaddr.js";
import type { SocketAddress } from "../sys/sockaddr/socket-address.js";
import type { SocketFacts } from "../sys/socket-tables/socket-facts.js";
import { readSocket } from "../sys/sockets/read-socket.js";

/** A descriptor as the kernel describes it. The properties of sockets are undefined for other files. */
export interface SocketInfo {
  readonly fd: number;
  readonly kind: DescriptorKind;
  /** `other` is a family that has no name here. */
  readonly family: SocketFamily | "other" | undefined;
  readonly type: SockType | "other" | undefined;
  /** IPPROTO_*: 6 TCP, 17 UDP, 132 SCTP, 136 UDP-Lite, 262 MPTCP, 0 for unix. */
  readonly protocol: number | undefined;
  readonly listening: boolean | undefined;
  /** The address it is bound to; undefined for an unnamed unix socket. An unbound TCP socket has port 0. */
  readonly address: SocketAddress | undefined;
  /** The address of its peer. A unix client seldom has one: see `connected`. */
  readonly peer: SocketAddress | undefined;
  readonly connected: boolean | undefined;
  /**
   * SO_COOKIE in decimal digits: the number that this socket alone has until the next boot. bpf(2) programs and `ss -e`
   * show it, and systemd 258 sets $SO_COOKIE for a connection. Undefined without koffi.
   */
  readonly cookie: string | undefined;
  /** The inode of the socket or file, the same for every duplicate. Exact up to 2^53, as for every socket. */
  readonly inode: number;
}

/**
 * Asks the kernel about a descriptor: getsockname(2), getsockopt(2), fstat(2). Without koffi it reads /proc instead, and
 * `family`, `type` and all below them are undefined for sockets that have no row there (those of another network
 * namespace, TCP that does not listen, vsock, SCTP, MPTCP).
 * @throws DESCRIPTOR_NOT_OPEN (errno EBADF), SYSTEM_CALL_FAILED
 */
export function socketInfo(fd: number): SocketInfo {
  const descriptor = readDescriptor(fd);
  const facts = descriptor.kind === "socket" ? readSocket(fd, descriptor) : undefined;
  return { fd, ...describeDescriptor(descriptor), ...describeSocket(facts) };
}

function describeDescriptor({ kind, inode }: Descriptor) {
  return { kind, inode: Number(inode) };
}

function describeSocket(facts: SocketFacts | undefined) {
  return {
    family: facts && nameOf(families, facts.family),
    type: facts && nameOf(types, facts.type),
    protocol: facts?.protocol,
    listening: facts?.listening,
    address: facts && decodeSockaddr(facts.local),
    peer: facts?.peer && decodeSockaddr(facts.peer),
    connected: facts && facts.peer !== undefined,
    cookie: facts?.cookie?.toString(),
  };
}

function nameOf<Name extends string>(table: Record<Name, number>, number: number): Name | "other" {
  const names = Object.keys(table) as Name[];
  return names.find((name) => table[name] === number) ?? "other";
}
