import type { Environment } from "./environment.js";
import { readCookie, readRemote } from "./remote-variables.js";
import { type SocketInfo, socketInfo } from "./socket-info.js";

/** A descriptor that the service manager passed: a socket, mostly, or what else a unit can name. */
export interface PassedSocket extends SocketInfo {
  /**
   * FileDescriptorName= of the socket unit, by default the unit's name with `.socket`; "connection" with
   * Accept=yes; "stored" for one that we stored without FDNAME; "unknown" when no names were passed.
   */
  readonly name: string;
  /** Named "stored": from the descriptor store. One that we stored under a name is known by that name only. */
  readonly stored: boolean;
}

/** REMOTE_ADDR, REMOTE_PORT and SO_COOKIE tell what the kernel does not, or cannot be asked without koffi. */
export function describePassed(fd: number, name: string, env: Environment): PassedSocket {
  const info = socketInfo(fd);
  const isConnection = env.LISTEN_FDS === "1" && info.kind === "socket" && info.listening !== true;
  const peer = info.peer ?? (isConnection ? readRemote(env) : undefined);
  const cookie = info.cookie ?? (isConnection ? readCookie(env) : undefined);
  return Object.freeze({ ...info, peer, cookie, name, stored: name === "stored" });
}
