import { families, types } from "../libc/socket-numbers.js";
import { type ReadTable, rowsOf } from "./read-table.js";

/** A row of /proc/net/tcp, tcp6, udp or udp6: proc_net(5). */
export interface InetRow {
  /** Hexadecimal, HOST:PORT: see encodeInet. */
  local: string;
  remote: string;
  /** A number of include/net/tcp_states.h, for UDP too. */
  state: number;
  /** Bytes that the peer has not acknowledged yet, and bytes that the process has not read yet. */
  unsent: number;
  unread: number;
  uid: number;
  inode: string;
}

/** TCP_ESTABLISHED and TCP_LISTEN of include/net/tcp_states.h. */
export const states = { established: 0x01, listening: 0x0a };

interface InetTable {
  file: string;
  family: number;
  type: number;
  protocol: number;
}

/** The tables, each with the numbers of the sockets in it. */
export const inetTables: readonly InetTable[] = [
  { file: "tcp", family: families.inet, type: types.stream, protocol: 6 },
  { file: "tcp6", family: families.inet6, type: types.stream, protocol: 6 },
  { file: "udp", family: families.inet, type: types.dgram, protocol: 17 },
  { file: "udp6", family: families.inet6, type: types.dgram, protocol: 17 },
];

/** sl local remote st tx:rx tr:when retrnsmt uid timeout inode */
const pattern =
  /^ *\d+: ((?:[\dA-F]{8}){1,4}:[\dA-F]{4}) (\S+) ([\dA-F]{2}) ([\dA-F]+):([\dA-F]+) \S+ +\S+ +(\d+) +\d+ (\d+)(?: |$)/;

/** Returns the rows of the table; a line that is none is left out. */
export function parseInetTable(file: string, read: ReadTable): InetRow[] {
  return rowsOf(read(file)).flatMap((line) => {
    const [whole, local = "", remote = "", state = "", unsent = "", unread = "", uid, inode = ""] =
      pattern.exec(line) ?? [];
    if (whole === undefined) return [];
    const queues = { unsent: hex(unsent), unread: hex(unread) };
    return { local, remote, state: hex(state), ...queues, uid: Number(uid), inode };
  });
}

/** Returns the bytes of the host in `0100007F:1F90`: each 32 bits stand in the order of this machine. */
export function hostBytes(endpoint: string): Buffer {
  const words = endpoint.slice(0, endpoint.indexOf(":")).match(/.{8}/g) ?? [];
  return Buffer.concat(words.map((word) => Buffer.from(word, "hex").reverse()));
}

/** Returns the port in `0100007F:1F90`. */
export function portOf(endpoint: string): number {
  return hex(endpoint.slice(endpoint.indexOf(":") + 1));
}

function hex(text: string): number {
  return Number.parseInt(text, 16);
}
