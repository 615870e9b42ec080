import { readFileSync } from "node:fs";
import type { Address } from "../address/address.js";
import { overlaps } from "../address/overlap.js";
import { hasCode } from "../errors/has-code.js";
import { findOpenSockets } from "../sys/processes/open-files.js";
import { findDescendants } from "../sys/processes/process-tree.js";
import { findSocketOwner } from "../sys/processes/socket-owner.js";
import { findBound, findUnixSockets } from "../sys/socket-tables/bound-sockets.js";
import type { ReadTable } from "../sys/socket-tables/read-table.js";

/** The sockets at an address at this moment. */
export interface SocketsAtAddress {
  /** How many sockets of the program are bound there and, if their type can, listen. */
  sockets: number;
  /** A process outside the program that keeps others from binding the address. */
  holder: { pid: number; name: string } | undefined;
  /** A socket is there whose process we cannot see: that of another user, or MPTCP of an older kernel. */
  isHidden: boolean;
}

/** Returns a look at an address; the program is the descendants of `tree`, and nothing when that is undefined. */
export function createSocketLookup(
  tree: number | undefined,
): (address: Address, pid: number) => SocketsAtAddress {
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
  /** It is bound to exactly this address. */
  isSame: boolean;
}

/** Returns the sockets that keep others from binding the address. */
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
