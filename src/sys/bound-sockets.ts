import {
  encodeInet,
  inetRow,
  inetTables,
  type ReadTable,
  readTable,
  rowsOf,
  states,
  unixRow,
} from "./proc-net.js";
import { families, formatInet6 } from "./socket-address.js";

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
