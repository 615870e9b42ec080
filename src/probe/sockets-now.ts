import { readFileSync } from "node:fs";
import type { Address } from "../address/address.js";
import { overlaps } from "../address/overlap.js";
import { hasCode } from "../errors/has-code.js";
import { findDescendants, findOpenSockets } from "../sys/processes/process-tree.js";
import { findBound, findUnixSockets } from "../sys/socket-tables/bound-sockets.js";
import type { ReadTable } from "../sys/socket-tables/proc-net.js";
import { findSocketOwner } from "../sys/socket-tables/socket-owner.js";

/** What is at an address at this moment. */
export interface SocketsNow {
  /** Sockets of the program, bound there and, if that is their way, listening. */
  sockets: number;
  /** A process that is none of the program and is in the way of a bind to it. */
  holder: { pid: number; name: string } | undefined;
  /** There is a socket that nobody has open as far as we can see: of another user, or MPTCP of an older kernel. */
  isHidden: boolean;
}

/** Looks at addresses; the program are the descendants of the process `tree`, nobody when it is undefined. */
export function lookUp(tree: number | undefined): (address: Address, pid: number) => SocketsNow {
  const pids = tree === undefined ? [] : findDescendants(tree);
  const own = new Set(pids.flatMap(findOpenSockets));
  return (address, pid) => {
    const there = findSockets(address, readTableOf(pid));
    const sockets = there.filter(({ inode, isSame }) => isSame && own.has(inode)).length;
    if (sockets > 0) return { sockets, holder: undefined, isHidden: false };
    const owners = there.map(({ inode }) => findSocketOwner(inode));
    const holder = owners.find((owner) => owner && !pids.includes(owner.pid));
    return { sockets, holder, isHidden: owners.includes(undefined) };
  };
}

interface Found {
  inode: string;
  /** It is bound to this very address. */
  isSame: boolean;
}

/** Sockets that keep others from binding the address. */
function findSockets(address: Address, read: ReadTable): Found[] {
  if ("path" in address) return findUnixSockets(address.path, read).map(same);
  if ("abstract" in address) return findUnixSockets(`@${address.abstract}`, read).map(same);
  const { type, port } = address;
  const host = address.host.replace(/%.*/, "");
  return findBound(type, port, read)
    .filter((bound) => overlaps({ type, host, port }, { type, host: bound.host, port }))
    .map((bound) => ({ inode: bound.inode, isSame: bound.host === host }));
}

function same(inode: string): Found {
  return { inode, isSame: true };
}

/** The program may be in a network namespace of its own. */
function readTableOf(pid: number): ReadTable {
  return (file) =>
    readTable(`/proc/${pid}/net/${file}`) ?? readTable(`/proc/self/net/${file}`) ?? "";
}

function readTable(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // The process has ended, or IPv6 is off.
    if (hasCode(error, "ENOENT", "ESRCH", "EINVAL", "EACCES")) return undefined;
    throw error;
  }
}
