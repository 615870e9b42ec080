import type { BindOptions, Socket } from "node:dgram";
import { formatSocketAddress } from "../sys/sockaddr/socket-address.js";
import { take } from "./descriptor-owners.js";
import type { DatagramListenOptions, Listening } from "./listen-options.js";
import { markPassed } from "./passed-servers.js";
import type { PassedSocket } from "./passed-socket.js";
import { requireDatagrams } from "./require-kind.js";
import { whenListening } from "./when-listening.js";

export async function bindPassed(
  socket: Socket,
  passed: PassedSocket,
  { keep = false }: DatagramListenOptions,
): Promise<Listening> {
  requireDatagrams(passed, typeOf(socket));
  const { fd, name, address } = passed;
  const place = address === undefined ? "" : ` on ${formatSocketAddress(address)}`;
  const taken = take(passed, `a datagram socket${place}`, keep);
  try {
    // In a cluster worker: this process's descriptor, not the primary's.
    await whenListening(socket, () => socket.bind({ fd: taken.fd, exclusive: true }));
  } catch (error) {
    taken.release();
    throw error;
  }
  socket.once("close", taken.closed);
  markPassed(socket);
  return { activated: true, fd, name, address };
}

/** Not among the types of node:dgram, but documented in createSocket's options and there since 0.x. */
function typeOf(socket: Socket): string {
  return "type" in socket ? String(socket.type) : "udp4";
}

export async function bindFallback(socket: Socket, fallback: BindOptions): Promise<Listening> {
  await whenListening(socket, () => socket.bind(fallback));
  const { address: host, port } = socket.address();
  return { activated: false, fd: undefined, name: undefined, address: { host, port } };
}
