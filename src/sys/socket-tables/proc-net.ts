import { readFileSync } from "node:fs";
import { families, types } from "../sockaddr/socket-address.js";
import type { SocketFacts } from "./socket-facts.js";

/** The text of /proc/self/net/FILE; empty where there is none. */
export type ReadTable = (file: string) => string;

/**
 * What /proc/self/net says about a socket. Undefined for sockets that have no row there: those of another
 * network namespace, TCP that does not listen and is not connected, vsock, SCTP, MPTCP.
 * An IPv6 scope is not shown, and a NUL or `@` inside an abstract name cannot be told apart.
 */
export function findInProcNet(inode: bigint, read = readTable): SocketFacts | undefined {
  const id = String(inode);
  return (
    findUnix(read("unix"), id) ?? inetTables.map((table) => findInet(table, read, id)).find(Boolean)
  );
}

export interface InetTable {
  file: string;
  family: number;
  type: number;
  protocol: number;
}

export const inetTables: readonly InetTable[] = [
  { file: "tcp", family: families.inet, type: types.stream, protocol: 6 },
  { file: "tcp6", family: families.inet6, type: types.stream, protocol: 6 },
  { file: "udp", family: families.inet, type: types.dgram, protocol: 17 },
  { file: "udp6", family: families.inet6, type: types.dgram, protocol: 17 },
];

export function readTable(file: string): string {
  try {
    return readFileSync(`/proc/self/net/${file}`, "utf8");
  } catch {
    // IPv6 is off, or this is not Linux.
    return "";
  }
}

/** The first line has the titles. */
export function rowsOf(text: string): string[] {
  return text.split("\n").slice(1);
}

export const states = { established: "01", listening: "0A" };

/** sl local remote st tx:rx tr:when retrnsmt uid timeout inode; an address is HOST:PORT. */
export const inetRow =
  /^ *\d+: ((?:[\dA-F]{8}){1,4}:[\dA-F]{4}) (\S+) ([\dA-F]{2}) \S+ \S+ +\S+ +(\d+) +\d+ (\d+)(?: |$)/;

function findInet(table: InetTable, read: ReadTable, id: string): SocketFacts | undefined {
  const { file, family, type, protocol } = table;
  const row = rowsOf(read(file))
    .map((text) => text.match(inetRow))
    .find((match) => match?.[5] === id);
  const [, localText = "", remote = "", state] = row ?? [];
  const local = encodeInet(family, localText);
  if (local === undefined) return undefined;
  const listening = type === types.stream && state === states.listening;
  const peer = state === states.established ? encodeInet(family, remote) : undefined;
  return { family, type, protocol, listening, local, peer, cookie: undefined };
}

/** `0100007F:1F90`: each 32 bits in the order of this machine, the port as a number. */
export function encodeInet(family: number, text: string): Buffer | undefined {
  const isInet6 = family === families.inet6;
  const [host = "", port = ""] = text.split(":");
  if (host.length !== (isInet6 ? 32 : 8) || !/^[\dA-F]{4}$/.test(port)) return undefined;
  const words = host.match(/.{8}/g) ?? [];
  const bytes = Buffer.concat(words.map((word) => Buffer.from(word, "hex").reverse()));
  const head = Buffer.alloc(isInet6 ? 8 : 4);
  head.writeUInt16LE(family);
  head.writeUInt16BE(Number.parseInt(port, 16), 2);
  return Buffer.concat([head, bytes, Buffer.alloc(isInet6 ? 4 : 8)]);
}

export const SO_ACCEPTCON = 0x10000;

function findUnix(text: string, id: string): SocketFacts | undefined {
  for (const row of rowsOf(text)) {
    const [, flags = "", type = "", inode, name = ""] = row.match(unixRow) ?? [];
    if (inode !== id) continue;
    return {
      family: families.unix,
      type: Number.parseInt(type, 16),
      protocol: 0,
      listening: (Number.parseInt(flags, 16) & SO_ACCEPTCON) !== 0,
      local: encodeUnix(name),
      peer: undefined,
      cookie: undefined,
    };
  }
  return undefined;
}

/** Num RefCount Protocol Flags Type St Inode [Path] */
export const unixRow = /^[\da-fA-F]+: \S+ \S+ ([\dA-F]{8}) ([\dA-F]{4}) \S+ +(\d+)(?: (.*))?$/;

export function encodeUnix(name: string): Buffer {
  const family = Buffer.from([families.unix, 0]);
  if (name.startsWith("@")) return Buffer.concat([family, Buffer.from(`\0${name.slice(1)}`)]);
  return Buffer.concat([family, Buffer.from(name === "" ? "" : `${name}\0`)]);
}
