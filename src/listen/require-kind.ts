import { RouseError } from "../errors/rouse-error.js";
import type { PassedSocket } from "./passed-socket.js";

/**
 * Refuses, with a sentence, a descriptor on which Node would silently do something else or fail with a bare EINVAL. A
 * socket about which neither koffi nor /proc says anything is accepted.
 * @throws LISTEN_KIND_REFUSED (errno EINVAL)
 */
export function requireListener(passed: PassedSocket, viaHandle: boolean): void {
  refuse(passed, findListenerProblem(passed, viaHandle));
}

function findListenerProblem(passed: PassedSocket, viaHandle: boolean): string | undefined {
  const { kind, type, family, connected, listening } = passed;
  if (kind === "fifo") return "it is a FIFO: read it with openFifo()";
  if (kind !== "socket") return `expected a listening socket, got a ${kind}`;
  if (type === undefined) return undefined;
  if (type === "dgram") return datagramProblem(passed);
  if (connected) return "it is a connection, as Accept=yes passes it: take it with connection()";
  const isOrdinary = type === "stream" && family !== "vsock";
  if (!isOrdinary && !viaHandle) {
    return `Node listens on stream sockets of TCP and unix only, and this is ${family} ${type}; use \`viaHandle: true\` to try it through an internal handle of Node`;
  }
  if (!listening && isUnbound(passed)) {
    return "it is bound to no address, and Node would listen on a random port of every network; bind it before it is passed";
  }
  return undefined;
}

function datagramProblem({ family }: PassedSocket): string {
  return family === "unix"
    ? "it is a unix datagram socket, and Node has none; use ListenStream= or ListenSequentialPacket="
    : "it is a UDP socket: give listen() a socket of node:dgram, or use ListenStream=";
}

function isUnbound({ address }: PassedSocket): boolean {
  return address === undefined || ("port" in address && "host" in address && address.port === 0);
}

/**
 * Refuses a descriptor that a socket of node:dgram of this type, "udp4" or "udp6", cannot take.
 * @throws LISTEN_KIND_REFUSED (errno EINVAL)
 */
export function requireDatagrams(passed: PassedSocket, type: string): void {
  refuse(passed, findDatagramProblem(passed, type));
}

function findDatagramProblem({ kind, type, family }: PassedSocket, wanted: string) {
  if (kind !== "socket") return `expected a UDP socket, got a ${kind}`;
  if (type === undefined) return undefined;
  if (family === "unix" && type === "dgram") {
    return "it is a unix datagram socket, and Node has none; use ListenDatagram= with an IP address";
  }
  if (type !== "dgram") return `expected a UDP socket, got ${family} ${type}`;
  const fitting = family === "inet" ? "udp4" : "udp6";
  return wanted === fitting
    ? undefined
    : `it is ${family}, and Node would mix them up: make it with createSocket("${fitting}")`;
}

/** @throws LISTEN_KIND_REFUSED (errno EINVAL) */
export function requireConnection(passed: PassedSocket): void {
  const { kind, type, listening } = passed;
  if (kind !== "socket") refuse(passed, `expected a connection, got a ${kind}`);
  if (listening) refuse(passed, "it listens (Accept=no): take it with listen()");
  if (type !== undefined && type !== "stream") refuse(passed, `expected a stream, got ${type}`);
}

/** @throws LISTEN_KIND_REFUSED (errno EINVAL) */
export function requireFifo(passed: PassedSocket): void {
  if (passed.kind !== "fifo") refuse(passed, `expected a FIFO, got a ${passed.kind}`);
}

function refuse({ fd, name }: PassedSocket, problem: string | undefined): void {
  if (problem === undefined) return;
  throw new RouseError("LISTEN_KIND_REFUSED", { fd, name, problem, errno: "EINVAL" });
}
