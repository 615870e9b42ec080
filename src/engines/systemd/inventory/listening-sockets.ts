import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Address, UnixType } from "../../../address/address.js";
import { hasCode } from "../../../errors/has-code.js";
import { families, types } from "../../../sys/libc/socket-numbers.js";
import { decodeSockaddr } from "../../../sys/sockaddr/decode-sockaddr.js";
import type { SocketAddress } from "../../../sys/sockaddr/socket-address.js";
import { findInProcNet } from "../../../sys/socket-tables/proc-net.js";
import type { ReadTable } from "../../../sys/socket-tables/read-table.js";
import type { SocketFacts } from "../../../sys/socket-tables/socket-facts.js";

/**
 * Finds where the processes of a cgroup listen: TCP and unix sockets that listen, and UDP sockets bound to a port that
 * the kernel does not give out by itself.
 */
export function findListening(cgroup: string): Address[] {
  if (cgroup === "") return [];
  const found = new Map<string, Address>();
  for (const pid of pidsIn(cgroup)) {
    const read = tablesOf(pid);
    for (const inode of socketsOf(pid)) {
      const facts = findInProcNet(BigInt(inode), read);
      const address = facts && toAddress(facts);
      if (address) found.set(JSON.stringify(address), address);
    }
  }
  return [...found.values()];
}

function pidsIn(cgroup: string): string[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.filter((pid) =>
    (readGone(() => readFileSync(`/proc/${pid}/cgroup`, "utf8")) ?? "")
      .split("\n")
      .some((line) => line.endsWith(`:${cgroup}`) || line.includes(`:${cgroup}/`)),
  );
}

/** Reads each table once, in the network namespace of the process. */
function tablesOf(pid: string): ReadTable {
  const known = new Map<string, string>();
  return (file) => {
    const text =
      known.get(file) ?? readGone(() => readFileSync(`/proc/${pid}/net/${file}`, "utf8")) ?? "";
    known.set(file, text);
    return text;
  };
}

function socketsOf(pid: string): string[] {
  const fds = readGone(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return fds.flatMap((fd) => {
    const target = readGone(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? "";
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });
}

/** Returns undefined when the process is gone meanwhile, or is not ours to look at. */
function readGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}

function toAddress({ family, type, listening, local, peer }: SocketFacts): Address | undefined {
  const own = decodeSockaddr(local);
  if (own === undefined || "cid" in own || peer !== undefined) return undefined;
  if (family === families.unix) return unixAddress(type, listening, own);
  if (!("host" in own) || own.port === 0) return undefined;
  if (type === types.stream) return listening ? { type: "tcp", ...own } : undefined;
  return isGivenOut(own.port) ? undefined : { type: "udp", ...own };
}

function unixAddress(type: number, listening: boolean, own: SocketAddress): Address | undefined {
  const kind = unixKinds.get(type);
  if (kind === undefined || !(listening || type === types.dgram)) return undefined;
  if ("abstract" in own) return { type: kind, abstract: own.abstract };
  // podman binds a long path through /proc/self/fd, by which no other process reaches it.
  if (!("path" in own) || own.path.startsWith("/proc/self/")) return undefined;
  return { type: kind, path: own.path, ...rightsOf(own.path) };
}

const unixKinds: ReadonlyMap<number, UnixType> = new Map<number, UnixType>([
  [types.stream, "unix"],
  [types.dgram, "unix-dgram"],
  [types.seqpacket, "unix-seqpacket"],
]);

/**
 * Returns the mode of a socket file, and its group where root owns it (SocketUser= brings the group of another owner):
 * clients that may connect now may connect afterwards.
 */
export function rightsOf(path: string): { mode?: number; group?: string } {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isSocket()) return {};
  const { mode, uid, gid } = found;
  return { mode: mode & 0o777, ...(uid === 0 && gid !== 0 ? { group: String(gid) } : {}) };
}

/** ip(7), ip_local_port_range: a socket that only sends questions, as to a name server, is bound to one of these. */
function isGivenOut(port: number): boolean {
  const range = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
  const [first = 0, last = 0] = range.split(/\s+/).map(Number);
  return port >= first && port <= last;
}
