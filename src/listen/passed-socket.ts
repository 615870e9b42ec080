import { readCookie, readRemote } from "./client-variables.js";
import type { Environment } from "./environment.js";
import { type SocketInfo, socketInfo } from "./socket-info.js";

/** A descriptor that the service manager passed: in most cases a socket, else another file that a unit can name. */
export interface PassedSocket extends SocketInfo {
  /**
   * FileDescriptorName= of the socket unit, by default the unit's name with `.socket`; "connection" with
   * Accept=yes; "stored" for a descriptor that we stored without FDNAME; "unknown" when no names were passed.
   */
  readonly name: string;
  /** Whether it comes from the descriptor store, by the name "stored". One that we stored under a name has that name. */
  readonly stored: boolean;
}

/** Adds REMOTE_ADDR, REMOTE_PORT and SO_COOKIE where the kernel does not say, or cannot be asked without koffi. */
export function describePassed(fd: number, name: string, env: Environment): PassedSocket {
  const info = socketInfo(fd);
  const isConnection = env.LISTEN_FDS === "1" && info.kind === "socket" && info.listening !== true;
  const peer = info.peer ?? (isConnection ? readRemote(env) : undefined);
  const cookie = info.cookie ?? (isConnection ? readCookie(env) : undefined);
  return Object.freeze({ ...info, peer, cookie, name, stored: name === "stored" });
}
