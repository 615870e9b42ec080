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

/** The addresses of TCP sockets of this network namespace that listen, with their backlogs, as the kernel tells `ss`. */
export function listeningTcp(): Map<string, number> {
  const rows = ss("-ltn").map(([, , backlog, address = ""]) => {
    return [address.replace(/^\*:/, "[::]:"), Number(backlog)] as const;
  });
  return new Map(rows);
}

function listeningUnix(): Map<string, number> {
  return new Map(ss("-lx").map(([, , , backlog, address = ""]) => [address, Number(backlog)]));
}

/** The backlog that connections to `127.0.0.1:80`, `[::]:80`, `/path` or `@abstract` queue in. */
export function backlogOf(address: string): number | undefined {
  return (/^[/@]/.test(address) ? listeningUnix() : listeningTcp()).get(address);
}

function ss(...options: string[]): string[][] {
  const text = execFileSync("ss", ["--no-header", ...options], { encoding: "utf8" });
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/));
}
