import { RouseError } from "../../errors/rouse-error.js";
import type { Descriptor } from "../descriptors/descriptor.js";
import { familyOf } from "../sockaddr/decode-sockaddr.js";
import { findInProcNet } from "../socket-tables/proc-net.js";
import type { SocketFacts } from "../socket-tables/socket-facts.js";
import { type SocketCalls, socketCalls } from "./socket-calls.js";

/**
 * Returns what the kernel says about a socket. Without koffi it reads /proc instead, and returns undefined for a
 * socket that has no row there.
 * @throws SYSTEM_CALL_FAILED
 */
export function readSocket(fd: number, { inode }: Descriptor): SocketFacts | undefined {
  const calls = findCalls();
  return calls instanceof RouseError ? findInProcNet(inode) : askKernel(calls, fd);
}

/**
 * Returns the same as readSocket, and throws where that returns undefined.
 * @throws NATIVE_MISSING, SYSTEM_CALL_FAILED
 */
export function requireSocket(fd: number, { inode }: Descriptor): SocketFacts {
  const calls = findCalls();
  if (!(calls instanceof RouseError)) return askKernel(calls, fd);
  const facts = findInProcNet(inode);
  if (facts === undefined) throw calls;
  return facts;
}

function findCalls(): SocketCalls | RouseError {
  try {
    return socketCalls();
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return error;
    throw error;
  }
}

function askKernel(calls: SocketCalls, fd: number): SocketFacts {
  const local = calls.localAddress(fd);
  return {
    family: familyOf(local) ?? calls.option(fd, "domain"),
    type: calls.option(fd, "type"),
    protocol: calls.option(fd, "protocol"),
    listening: calls.option(fd, "acceptsConnections") !== 0,
    local,
    peer: calls.peerAddress(fd),
    cookie: calls.cookie(fd),
  };
}
