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
  const suffix = address === undefined ? "" : ` on ${formatSocketAddress(address)}`;
  const taken = take(passed, `a datagram socket${suffix}`, keep);
  try {
    // `exclusive`: in a cluster worker the descriptor would otherwise be one of the primary.
    await whenListening(socket, () => socket.bind({ fd: taken.fd, exclusive: true }));
  } catch (error) {
    taken.release();
    throw error;
  }
  socket.once("close", taken.closed);
  markPassed(socket);
  return { activated: true, fd, name, address };
}

/** The types of node:dgram lack it, but it is documented among the options of createSocket and there since 0.x. */
function typeOf(socket: Socket): string {
  return "type" in socket ? String(socket.type) : "udp4";
}

export async function bindFallback(socket: Socket, fallback: BindOptions): Promise<Listening> {
  await whenListening(socket, () => socket.bind(fallback));
  const { address: host, port } = socket.address();
  return { activated: false, fd: undefined, name: undefined, address: { host, port } };
}
