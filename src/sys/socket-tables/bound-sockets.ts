import { families, formatInet6, types } from "../sockaddr/socket-address.js";
import {
  encodeInet,
  inetRow,
  inetTables,
  type ReadTable,
  readTable,
  rowsOf,
  SO_ACCEPTCON,
  states,
  unixRow,
} from "./proc-net.js";

/** A TCP socket that listens, or a UDP socket that is bound, in the network namespace of this process. */
export interface BoundSocket {
  /** As the kernel spells it; `::` and `0.0.0.0` are every address. */
  host: string;
  port: number;
  inode: string;
  /** Who made it. */
  uid: number;
}

/** Those of one port. */
export function findBound(
  type: "tcp" | "udp",
  port: number,
  read: ReadTable = readTable,
): BoundSocket[] {
  return inetTables
    .filter(({ file }) => file.startsWith(type))
    .flatMap(({ file, family }) => rowsOf(read(file)).flatMap((row) => parseRow(type, family, row)))
    .filter((bound) => bound.port === port);
}

function parseRow(type: "tcp" | "udp", family: number, row: string): BoundSocket[] {
  const [, local = "", , state, uid, inode = ""] = inetRow.exec(row) ?? [];
  const sockaddr = encodeInet(family, local);
  if (sockaddr === undefined || (type === "tcp" && state !== states.listening)) return [];
  const bytes = family === families.inet6 ? sockaddr.subarray(8, 24) : sockaddr.subarray(4, 8);
  const host = family === families.inet6 ? formatInet6(bytes) : [...bytes].join(".");
  return [{ host, port: sockaddr.readUInt16BE(2), inode, uid: Number(uid) }];
}

/** The inode of a unix socket with this name, `/path` or `@abstract`, that is open somewhere in this network namespace. */
export function findBoundUnix(name: string, read: ReadTable = readTable): string | undefined {
  const rows = rowsOf(read("unix")).map((row) => unixRow.exec(row) ?? []);
  return rows.find(([, , , , bound]) => bound === name)?.[3];
}

/**
 * The inodes of the unix sockets that clients reach by this name: those that listen, and those of datagrams. A path
 * that was bound as a relative one is known by its end.
 */
export function findUnixSockets(name: string, read: ReadTable = readTable): string[] {
  return rowsOf(read("unix")).flatMap((row) => {
    const [, flags = "", type = "", inode = "", bound = ""] = unixRow.exec(row) ?? [];
    const serves =
      (Number.parseInt(flags, 16) & SO_ACCEPTCON) !== 0 || Number(type) === types.dgram;
    return serves && isNameOf(bound, name) ? [inode] : [];
  });
}

function isNameOf(bound: string, name: string): boolean {
  if (bound === "" || bound === name) return bound === name;
  return !/^[/@]/.test(bound) && name.endsWith(`/${bound.replace(/^(\.\/)+/, "")}`);
}
