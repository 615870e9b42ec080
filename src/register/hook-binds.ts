import { adopt, adoptedBy } from "./adopt.js";
import { inetPlace, unixPlace } from "./bind-address.js";
import type { Candidate } from "./candidate.js";
import {
  type Bind,
  findPipeClass,
  findTcpClass,
  findUdpClass,
  type Handle,
  type UdpClass,
} from "./handle-classes.js";
import type { BindRequest } from "./match.js";

export interface Answerer {
  find(request: BindRequest): Candidate | undefined;
  /** Whether this descriptor is of a passed socket, however the program came by it. */
  isPassed(fd: number): boolean;
}

/** UV_TCP_IPV6ONLY and UV_UDP_IPV6ONLY. */
const ipv6Only = 1;

/** The kernel makes it net.core.somaxconn at most; a smaller one would be so for the service manager too. */
const longestBacklog = 0x7fffffff;

/**
 * Everything that binds in Node ends in bind or bind6 of the class of its handle: net.Server and dgram.Socket
 * after names are looked up and defaults chosen, the fallback from :: to 0.0.0.0, a cluster primary for its workers
 * (for SCHED_NONE through functions that no module exports), net.BoundSocket. lib/net.js, lib/dgram.js,
 * lib/internal/dgram.js and lib/internal/cluster of Node 20.20, 22.23, 24.21 and 26.10 were read for this.
 */
export function hookStreams(answerer: Answerer): void {
  const tcp = findTcpClass();
  tcp.bind = answered(tcp.bind, "stream", answerer);
  tcp.bind6 = answered(tcp.bind6, "stream", answerer);
  keepBacklog(tcp, answerer);
  const pipe = findPipeClass();
  hookPipe(pipe, answerer);
  keepBacklog(pipe, answerer);
}

export function hookDatagrams(answerer: Answerer): void {
  const udp = findUdpClass();
  udp.bind = speaking(udp, answered(udp.bind, "dgram", answerer));
  udp.bind6 = speaking(udp, answered(udp.bind6, "dgram", answerer));
}

function answered(bind: Bind, type: BindRequest["type"], answerer: Answerer): Bind {
  return function (address, port, flags = 0) {
    const v6only = (flags & ipv6Only) !== 0;
    const through = () => Reflect.apply(bind, this, [address, port, flags]);
    return answer(this, answerer, { type, place: inetPlace(address, port), v6only }, through);
  };
}

function hookPipe(pipe: ReturnType<typeof findPipeClass>, answerer: Answerer): void {
  const { bind, fchmod } = pipe;
  pipe.bind = function (name, ...rest) {
    const place = unixPlace(name);
    const through = () => Reflect.apply(bind, this, [name, ...rest]);
    return answer(this, answerer, { type: "stream", place, v6only: false }, through);
  };
  // SocketMode= of the unit stays: `readableAll` and `writableAll` of listen() change nothing.
  pipe.fchmod = function (mode) {
    return answerer.isPassed(this.fd) ? 0 : Reflect.apply(fchmod, this, [mode]);
  };
}

function answer(
  handle: Handle,
  answerer: Answerer,
  request: BindRequest,
  through: () => number,
): number {
  const isUnbound = handle.fd < 0;
  const candidate = isUnbound ? answerer.find(request) : undefined;
  return (candidate && adopt(handle, candidate)) ?? through();
}

/** A cluster worker gets the handle from its primary (SCHED_NONE), and listens on it by itself. */
function keepBacklog(
  stream: { listen(this: Handle, backlog: number): number },
  answerer: Answerer,
): void {
  const { listen } = stream;
  stream.listen = function (backlog) {
    const longest = answerer.isPassed(this.fd) ? longestBacklog : backlog;
    return Reflect.apply(listen, this, [longest]);
  };
}

/** An IPv4 socket in place of one of "udp6" (rule 3), or the other way by a map, is sent to by its own family. */
function speaking(udp: UdpClass, bind: Bind): Bind {
  return function (address, port, flags) {
    const result = Reflect.apply(bind, this, [address, port, flags]);
    const family = adoptedBy(this)?.place.family;
    if (family === "inet") Object.assign(this, { send: udp.send, connect: udp.connect });
    if (family === "inet6") Object.assign(this, { send: udp.send6, connect: udp.connect6 });
    return result;
  };
}
