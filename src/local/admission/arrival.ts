import type { Socket } from "node:net";
import { type Peer, readPeer } from "../../sys/sockets/unix-socket.js";
import type { Endpoint } from "../endpoint.js";
import { loopbackAddress } from "../loopback.js";
import { findStranger } from "../trust/users.js";
import type { Arrival } from "./judge-request.js";

/** A connection whose other end may speak to us. */
export interface Arrived {
  readonly arrival: Arrival;
  readonly peer: Peer | undefined;
}

export interface Stranger {
  readonly reason: string;
  readonly peer: Peer | undefined;
}

/** Who has connected at this endpoint, or why it may not: on a path the kernel says who, on a port only from where. */
export function receive(socket: Socket, { network }: Endpoint, token: string): Arrived | Stranger {
  return network === "unix" ? receiveLocal(socket) : receiveTcp(socket, token);
}

/** Our own user and root; a program that has given up its rights since is still who it was at connect(2). */
function receiveLocal(socket: Socket): Arrived | Stranger {
  const fd = descriptorOf(socket);
  const peer = fd === undefined ? undefined : readPeer(fd);
  if (peer === undefined) return { reason: "the kernel does not tell who connected", peer };
  const stranger = findStranger(peer.uid);
  if (stranger === undefined) return { arrival: { network: "unix" }, peer };
  return { reason: `process ${peer.pid} of ${stranger} connected`, peer };
}

/** With net.ipv4.conf.*.route_localnet set, another machine can send to 127.0.0.1. */
function receiveTcp(socket: Socket, token: string): Arrived | Stranger {
  const { localAddress = "", localPort = 0, remoteAddress } = socket;
  const host = loopbackAddress(localAddress);
  const peer = undefined;
  if (remoteAddress === undefined)
    return { reason: "it had hung up before we saw who it was", peer };
  if (host === undefined)
    return { reason: `it arrived at '${localAddress}', no loopback address`, peer };
  if (loopbackAddress(remoteAddress) === undefined) {
    return { reason: `it comes from '${remoteAddress}', no loopback address`, peer };
  }
  return { arrival: { network: "tcp", host, port: localPort, token }, peer };
}

/** Node has no public name for it; undefined when there is none, or the connection is gone. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return undefined;
  const fd: unknown = Reflect.get(handle, "fd");
  return typeof fd === "number" && fd >= 0 ? fd : undefined;
}
