import { execFileSync } from "node:child_process";
import { fds } from "./procs.js";

/** Inodes of the sockets that a process has open, its standard streams aside: Node makes those of sockets. */
export function socketInodes(pid: number): number[] {
  return [...fds(pid)].filter(([fd]) => fd > 2).flatMap(([, target]) => inodeOf(target));
}

/** The inode of one descriptor, as far as it is an open socket. */
export function socketInode(pid: number, fd: number): number | undefined {
  return inodeOf(fds(pid).get(fd) ?? "")[0];
}

function inodeOf(target: string): number[] {
  return [...target.matchAll(/^socket:\[(\d+)\]$/g)].map(([, inode]) => Number(inode));
}

export interface Listening {
  address: string;
  backlog: number;
  inode: number;
}

/** Every stream socket of this network namespace that listens, as the kernel tells `ss`. */
export function listeningSockets(): Listening[] {
  const tcp = ss("-ltne").map(([, , backlog, address = "", , ...rest]) => ({
    address: address.replace(/^\*:/, "[::]:"),
    backlog: Number(backlog),
    inode: Number(rest.find((word) => word.startsWith("ino:"))?.slice(4)),
  }));
  const unix = ss("-lx").map(([, , , backlog, address = "", inode]) => ({
    address,
    backlog: Number(backlog),
    inode: Number(inode),
  }));
  return [...tcp, ...unix];
}

/** The backlog that connections to `127.0.0.1:80`, `[::]:80`, `/path` or `@abstract` queue in. */
export function backlogOf(address: string): number | undefined {
  return listeningSockets().find((socket) => socket.address === address)?.backlog;
}

function ss(...options: string[]): string[][] {
  const text = execFileSync("ss", ["--no-header", ...options], { encoding: "utf8" });
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/));
}
