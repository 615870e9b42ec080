import { readFileSync } from "node:fs";
import type { SocketFacts } from "./socket.js";
import { families, types } from "./socket-address.js";

/**
 * What /proc/self/net says about a socket. Undefined for sockets that have no row there: those of another
 * network namespace, TCP that does not listen and is not connected, vsock, SCTP, MPTCP.
 * An IPv6 scope is not shown, and a NUL or `@` inside an abstract name cannot be told apart.
 */
export function findInProcNet(inode: bigint): SocketFacts | undefined {
  return findUnix(inode) ?? inetTables.map((table) => findInet(table, inode)).find(Boolean);
}

interface InetTable {
  file: string;
  family: number;
  type: number;
  protocol: number;
}

const inetTables: InetTable[] = [
  { file: "tcp", family: families.inet, type: types.stream, protocol: 6 },
  { file: "tcp6", family: families.inet6, type: types.stream, protocol: 6 },
  { file: "udp", family: families.inet, type: types.dgram, protocol: 17 },
  { file: "udp6", family: families.inet6, type: types.dgram, protocol: 17 },
];

function rowsOf(file: string): string[] {
  try {
    return readFileSync(`/proc/self/net/${file}`, "utf8").split("\n").slice(1);
  } catch {
    // IPv6 is off, or this is not Linux.
    return [];
  }
}

const states = { established: "01", listening: "0A" };

function findInet(table: InetTable, inode: bigint): SocketFacts | undefined {
  const rows = rowsOf(table.file).map((row) => row.trim().split(/\s+/));
  const row = rows.find((fields) => fields[9] === String(inode));
  if (row === undefined) return undefined;
  const [, local = "", remote = "", state] = row;
  const { family, type, protocol } = table;
  const listening = type === types.stream && state === states.listening;
  const peer = state === states.established ? encodeInet(family, remote) : undefined;
  return {
    family,
    type,
    protocol,
    listening,
    local: encodeInet(family, local),
    peer,
    cookie: undefined,
  };
}

/** `0100007F:1F90`: each 32 bits in the order of this machine, the port as a number. */
function encodeInet(family: number, text: string): Buffer {
  const [host = "", port = ""] = text.split(":");
  const words = host.match(/.{8}/g) ?? [];
  const bytes = Buffer.concat(words.map((word) => Buffer.from(word, "hex").reverse()));
  const head = Buffer.alloc(family === families.inet6 ? 8 : 4);
  head.writeUInt16LE(family);
  head.writeUInt16BE(Number.parseInt(port, 16), 2);
  return Buffer.concat([head, bytes, Buffer.alloc(family === families.inet6 ? 4 : 8)]);
}

const SO_ACCEPTCON = 0x10000;

function findUnix(inode: bigint): SocketFacts | undefined {
  for (const row of rowsOf("unix")) {
    const [, flags = "", type = "", number, name = ""] = row.match(unixRow) ?? [];
    if (number !== String(inode)) continue;
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
const unixRow = /^[\da-fA-F]+: \S+ \S+ (\S+) (\S+) \S+ +(\d+)(?: (.*))?$/;

function encodeUnix(name: string): Buffer {
  const family = Buffer.from([families.unix, 0]);
  if (name.startsWith("@")) return Buffer.concat([family, Buffer.from(`\0${name.slice(1)}`)]);
  return Buffer.concat([family, Buffer.from(name === "" ? "" : `${name}\0`)]);
}
