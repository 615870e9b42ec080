import { net } from "../sys/on-use.js";
import type { SocketAddress } from "../sys/socket-address.js";
import type { Environment } from "./environment.js";
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

export function describePassed(fd: number, name: string, env: Environment): PassedSocket {
  const info = socketInfo(fd);
  const peer = info.peer ?? findPeer(info, env);
  return Object.freeze({ ...info, peer, name, stored: name === "stored" });
}

/** REMOTE_ADDR and REMOTE_PORT, which systemd sets with Accept=yes: for runs without koffi. */
function findPeer(info: SocketInfo, env: Environment): SocketAddress | undefined {
  const { REMOTE_ADDR: host = "", REMOTE_PORT: port = "" } = env;
  const isConnection = env.LISTEN_FDS === "1" && info.kind === "socket" && info.listening !== true;
  if (!isConnection || net().isIP(host) === 0 || !/^\d{1,5}$/.test(port)) return undefined;
  return { host, port: Number(port) };
}
