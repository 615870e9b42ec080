import { RouseError } from "../../errors/rouse-error.js";
import { requireOpen } from "../../listen/descriptor-owners.js";
import { listenFdsWithNames } from "../../listen/listen-fds.js";
import type { PassedSocket } from "../../listen/passed-socket.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { loopbackAddress } from "../endpoint/loopback.js";
import { judgePassed } from "../trust/judge-passed.js";

/** A passed socket that the daemon may serve on, and where clients reach it. */
export interface TrustedSocket {
  readonly socket: PassedSocket;
  readonly endpoint: Endpoint;
}

/**
 * Returns the sockets that the service manager passed, if each of them may be served on. There are none when none were
 * passed, or when an earlier start in this process has closed them.
 * @throws LOCAL_SOCKET_REFUSED, NATIVE_MISSING for a unix socket, and what listenFdsWithNames throws
 */
export function requirePassed(): readonly TrustedSocket[] {
  const passed = listenFdsWithNames().filter((socket) => !socket.stored && isOpen(socket));
  return passed.map((socket) => ({ socket, endpoint: requireTrusted(socket) }));
}

function requireTrusted(socket: PassedSocket): Endpoint {
  const problem = judgePassed(socket);
  const endpoint = endpointOf(socket);
  if (problem === undefined && endpoint !== undefined) return endpoint;
  const { fd, name } = socket;
  const detail = { fd, name, problem: problem ?? "no client can connect to it" };
  throw new RouseError("LOCAL_SOCKET_REFUSED", detail);
}

function endpointOf({ address }: PassedSocket): Endpoint | undefined {
  if (address === undefined) return undefined;
  if ("path" in address) return { network: "unix", path: address.path };
  const host = "host" in address ? loopbackAddress(address.host) : undefined;
  return host === undefined || !("port" in address)
    ? undefined
    : { network: "tcp", host, port: address.port };
}

function isOpen(passed: PassedSocket): boolean {
  try {
    requireOpen(passed);
    return true;
  } catch (error) {
    if (error instanceof RouseError && error.code === "LISTEN_FD_CLOSED") return false;
    throw error;
  }
}
