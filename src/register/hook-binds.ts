import { constants } from "node:os";
import { adopt, adoptedBy } from "./adopt.js";
import type { Candidate } from "./adoptable-socket.js";
import { inetAddress, unixAddress } from "./bind-address.js";
import type { BindRequest } from "./bind-request.js";
import {
  type Bind,
  findPipeClass,
  findTcpClass,
  findUdpClass,
  type Handle,
  type PipeClass,
  type UdpClass,
} from "./handle-classes.js";

/** The passed sockets, as the hooks ask about them. */
export interface SocketLookup {
  find(request: BindRequest): Candidate | undefined;
  /** Returns whether the bind must fail: its clients are meant to come to a passed socket that does not fit. */
  isRefused(request: BindRequest): boolean;
  /** Returns whether this descriptor is one of a passed socket, however the program came by it. */
  isPassed(fd: number): boolean;
}

/** UV_TCP_IPV6ONLY and UV_UDP_IPV6ONLY. */
const ipv6Only = 1;

/** The kernel limits it to net.core.somaxconn. A smaller backlog would hold for the service manager, too. */
const longestBacklog = 0x7fffffff;

/**
 * Answers binds of streams. Everything that binds in Node ends in bind or bind6 of the class of its handle: net.Server
 * and dgram.Socket after names are looked up and defaults chosen, the fallback from :: to 0.0.0.0, a cluster primary for
 * its workers (for SCHED_NONE through functions that no module exports), and net.BoundSocket. Based on lib/net.js,
 * lib/dgram.js, lib/internal/dgram.js and lib/internal/cluster of Node 20.20, 22.23, 24.21 and 26.10.
 */
export function hookStreams(lookup: SocketLookup): void {
  const tcp = findTcpClass();
  tcp.bind = answered(tcp.bind, "stream", lookup);
  tcp.bind6 = answered(tcp.bind6, "stream", lookup);
  keepBacklog(tcp, lookup);
  const pipe = findPipeClass();
  hookPipe(pipe, lookup);
  keepBacklog(pipe, lookup);
}

export function hookDatagrams(lookup: SocketLookup): void {
  const udp = findUdpClass();
  udp.bind = sendingByFamily(udp, answered(udp.bind, "dgram", lookup));
  udp.bind6 = sendingByFamily(udp, answered(udp.bind6, "dgram", lookup));
}

function answered(bind: Bind, type: BindRequest["type"], lookup: SocketLookup): Bind {
  return function (address, port, flags = 0) {
    const v6only = (flags & ipv6Only) !== 0;
    const through = () => Reflect.apply(bind, this, [address, port, flags]);
    return answer(this, lookup, { type, address: inetAddress(address, port), v6only }, through);
  };
}

function hookPipe(pipe: PipeClass, lookup: SocketLookup): void {
  const { bind, fchmod } = pipe;
  pipe.bind = function (name, ...rest) {
    const address = unixAddress(name);
    const through = () => Reflect.apply(bind, this, [name, ...rest]);
    return answer(this, lookup, { type: "stream", address, v6only: false }, through);
  };
  // SocketMode= of the unit stays: `readableAll` and `writableAll` of listen() change nothing.
  pipe.fchmod = function (mode) {
    return lookup.isPassed(this.fd) ? 0 : Reflect.apply(fchmod, this, [mode]);
  };
}

function answer(
  handle: Handle,
  lookup: SocketLookup,
  request: BindRequest,
  through: () => number,
): number {
  const isUnbound = handle.fd < 0;
  const candidate = isUnbound ? lookup.find(request) : undefined;
  const adopted = candidate && adopt(handle, candidate);
  if (adopted !== undefined) return adopted;
  return isUnbound && lookup.isRefused(request) ? -constants.errno.EADDRINUSE : through();
}

/** A cluster worker gets the handle from its primary (SCHED_NONE), and listens on it by itself. */
function keepBacklog(
  stream: { listen(this: Handle, backlog: number): number },
  lookup: SocketLookup,
): void {
  const { listen } = stream;
  stream.listen = function (backlog) {
    const longest = lookup.isPassed(this.fd) ? longestBacklog : backlog;
    return Reflect.apply(listen, this, [longest]);
  };
}

/** Sends by the socket's own family: a "udp6" may have adopted an IPv4 socket (rule 3), and by a map the reverse. */
function sendingByFamily(udp: UdpClass, bind: Bind): Bind {
  return function (address, port, flags) {
    const result = Reflect.apply(bind, this, [address, port, flags]);
    const family = adoptedBy(this)?.address.family;
    if (family === "inet") Object.assign(this, { send: udp.send, connect: udp.connect });
    if (family === "inet6") Object.assign(this, { send: udp.send6, connect: udp.connect6 });
    return result;
  };
}
