import { families, types } from "../libc/socket-numbers.js";
import { formatInet6 } from "../sockaddr/host.js";
import { hostBytes, inetTables, parseInetTable, portOf, states } from "./inet-table.js";
import { type ReadTable, readTable } from "./read-table.js";
import { parseUnixTable } from "./unix-table.js";

/** A TCP socket that listens, or a UDP socket that is bound, in the network namespace of this process. */
interface BoundSocket {
  /** In the kernel's spelling; `::` and `0.0.0.0` are every address. */
  host: string;
  port: number;
  inode: string;
  /** The user that created it. */
  uid: number;
}

/** Returns the sockets of one port. */
export function findBound(
  type: "tcp" | "udp",
  port: number,
  read: ReadTable = readTable,
): BoundSocket[] {
  return inetTables
    .filter(({ file }) => file.startsWith(type))
    .flatMap(({ file, family }) =>
      parseInetTable(file, read)
        .filter(({ local, state }) => portOf(local) === port && isBound(type, state))
        .map(({ local, inode, uid }) => ({ host: hostOf(family, local), port, inode, uid })),
    );
}

function isBound(type: "tcp" | "udp", state: number): boolean {
  return type === "udp" || state === states.listening;
}

function hostOf(family: number, endpoint: string): string {
  const bytes = hostBytes(endpoint);
  return family === families.inet6 ? formatInet6(bytes) : bytes.join(".");
}

/** Tells whether a unix socket that was bound by exactly this name listens in this network namespace. */
export function isUnixListening(name: string): boolean {
  return parseUnixTable(readTable("unix")).some((row) => row.listening && row.name === name);
}

/**
 * Returns the inode of a unix socket with this name, `/path` or `@abstract`, that is open somewhere in this network
 * namespace.
 */
export function findBoundUnix(name: string, read: ReadTable = readTable): string | undefined {
  return parseUnixTable(read("unix")).find((row) => row.name === name)?.inode;
}

/**
 * Returns the inodes of the unix sockets that clients reach by this name: those that listen, and those for datagrams.
 * A socket whose path was bound as a relative one is found by the end of the path.
 */
export function findUnixSockets(name: string, read: ReadTable = readTable): string[] {
  return parseUnixTable(read("unix"))
    .filter(({ listening, type }) => listening || type === types.dgram)
    .filter((row) => isNameOf(row.name, name))
    .map(({ inode }) => inode);
}

function isNameOf(bound: string, name: string): boolean {
  if (bound === "" || bound === name) return bound === name;
  return !/^[/@]/.test(bound) && name.endsWith(`/${bound.replace(/^(\.\/)+/, "")}`);
}
