import { families, types } from "../libc/socket-numbers.js";
import { hostBytes, inetTables, parseInetTable, portOf, states } from "./inet-table.js";
import { type ReadTable, readTable } from "./read-table.js";
import type { SocketFacts } from "./socket-facts.js";
import { parseUnixTable } from "./unix-table.js";

/**
 * Returns what /proc/self/net says about a socket. Undefined for sockets that have no row there: those of another
 * network namespace, TCP that neither listens nor is connected, vsock, SCTP and MPTCP.
 * An IPv6 scope is not shown, and a NUL or `@` inside an abstract name cannot be told apart.
 */
export function findInProcNet(inode: bigint, read = readTable): SocketFacts | undefined {
  const id = String(inode);
  return findUnix(read, id) ?? findInet(read, id);
}

function findInet(read: ReadTable, id: string): SocketFacts | undefined {
  for (const { file, family, type, protocol } of inetTables) {
    const row = parseInetTable(file, read).find(({ inode }) => inode === id);
    const local = row && encodeInet(family, row.local);
    if (local === undefined) continue;
    const listening = type === types.stream && row?.state === states.listening;
    const peer = row?.state === states.established ? encodeInet(family, row.remote) : undefined;
    return { family, type, protocol, listening, local, peer, cookie: undefined };
  }
  return undefined;
}

/** Returns a sockaddr_in or sockaddr_in6; undefined for a host of another length. */
function encodeInet(family: number, endpoint: string): Buffer | undefined {
  const isInet6 = family === families.inet6;
  if (!(isInet6 ? /^[\dA-F]{32}:[\dA-F]{4}$/ : /^[\dA-F]{8}:[\dA-F]{4}$/).test(endpoint))
    return undefined;
  const head = Buffer.alloc(isInet6 ? 8 : 4);
  head.writeUInt16LE(family);
  head.writeUInt16BE(portOf(endpoint), 2);
  return Buffer.concat([head, hostBytes(endpoint), Buffer.alloc(isInet6 ? 4 : 8)]);
}

function findUnix(read: ReadTable, id: string): SocketFacts | undefined {
  const row = parseUnixTable(read("unix")).find(({ inode }) => inode === id);
  if (row === undefined) return undefined;
  const { type, listening, name } = row;
  const local = encodeUnix(name);
  const facts = { family: families.unix, type, protocol: 0, listening, local };
  return { ...facts, peer: undefined, cookie: undefined };
}

function encodeUnix(name: string): Buffer {
  const family = Buffer.from([families.unix, 0]);
  if (name.startsWith("@")) return Buffer.concat([family, Buffer.from(`\0${name.slice(1)}`)]);
  return Buffer.concat([family, Buffer.from(name === "" ? "" : `${name}\0`)]);
}
