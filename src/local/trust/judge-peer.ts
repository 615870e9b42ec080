import type { Socket } from "node:net";
import { findUntrustedUser } from "../../sys/folders/trusted-users.js";
import { type Peer, readPeer } from "../../sys/sockets/unix-socket.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { loopbackAddress } from "../endpoint/loopback.js";
import type { RequestRules } from "./judge-request.js";

/** A connection that may send requests, and what those have to match. */
export interface TrustedPeer {
  readonly rules: RequestRules;
  readonly peer: Peer | undefined;
}

/** Why a connection is closed before it can send a request. */
interface RefusedPeer {
  readonly reason: string;
  readonly peer: Peer | undefined;
}

/**
 * Judges the other end of a connection that came in at this endpoint. The kernel tells which user connects to a path;
 * of a client on a port it tells the address only.
 */
export function judgePeer(
  socket: Socket,
  { network }: Endpoint,
  token: string,
): TrustedPeer | RefusedPeer {
  return network === "unix" ? judgeUnixPeer(socket) : judgeTcpPeer(socket, token);
}

/** Trusts our own user and root. The credentials are those at connect(2), which the program may have dropped since. */
function judgeUnixPeer(socket: Socket): TrustedPeer | RefusedPeer {
  const fd = descriptorOf(socket);
  const peer = fd === undefined ? undefined : readPeer(fd);
  if (peer === undefined) return { reason: "the kernel does not tell who connected", peer };
  const user = findUntrustedUser(peer.uid);
  if (user === undefined) return { rules: { network: "unix" }, peer };
  return { reason: `process ${peer.pid} of ${user} connected`, peer };
}

/** With net.ipv4.conf.*.route_localnet set, another machine can send to 127.0.0.1. */
function judgeTcpPeer(socket: Socket, token: string): TrustedPeer | RefusedPeer {
  const { localAddress = "", localPort = 0, remoteAddress } = socket;
  const host = loopbackAddress(localAddress);
  const peer = undefined;
  if (remoteAddress === undefined)
    return { reason: "it had hung up before we saw who it was", peer };
  if (host === undefined)
    return { reason: `it arrived at '${localAddress}', which is no loopback address`, peer };
  if (loopbackAddress(remoteAddress) === undefined) {
    return { reason: `it comes from '${remoteAddress}', which is no loopback address`, peer };
  }
  return { rules: { network: "tcp", host, port: localPort, token }, peer };
}

/** Node offers no public way to the descriptor. Undefined when there is none, or when the connection is gone. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return undefined;
  const fd: unknown = Reflect.get(handle, "fd");
  return typeof fd === "number" && fd >= 0 ? fd : undefined;
}
