import { net } from "../sys/lazy-node-modules.js";
import type { SocketAddress } from "../sys/sockaddr/socket-address.js";
import type { Environment } from "./environment.js";

/** The variables in which systemd describes the client of a connection that it passes (Accept=yes). */
export const remoteVariables = ["REMOTE_ADDR", "REMOTE_PORT", "SO_COOKIE"] as const;

/**
 * Returns the client in REMOTE_ADDR and REMOTE_PORT, as systemd.socket(5) writes them: an IP address, `vsock:CID`, and
 * since systemd 257 `/path` or `@abstract` of a unix client that is bound. Returns undefined for anything else.
 */
export function readRemote(env: Environment): SocketAddress | undefined {
  const { REMOTE_ADDR: address = "", REMOTE_PORT: portText = "" } = env;
  if (address.startsWith("/")) return { path: address };
  if (/^@./s.test(address)) return { abstract: address.slice(1) };
  const port = readNumber(portText, 2 ** 32 - 1);
  if (port === undefined) return undefined;
  const cid = readNumber(address.match(/^vsock:(.*)$/s)?.[1] ?? "", 2 ** 32 - 1);
  if (cid !== undefined) return { cid, port };
  return net().isIP(address) !== 0 && port <= 65535 ? { host: address, port } : undefined;
}

/** Returns the SO_COOKIE of the connection, which systemd sets since version 258. */
export function readCookie({ SO_COOKIE: text = "" }: Environment): string | undefined {
  return /^[1-9]\d{0,19}$/.test(text) && BigInt(text) < 2n ** 64n ? text : undefined;
}

function readNumber(text: string, most: number): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}
