import { readdirSync, readlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** Returns the targets of a process's descriptors: `/dev/null`, `socket:[123]`, `anon_inode:[io_uring]`. */
export function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const fds = unlessHidden(() => readdirSync(folder)) ?? [];
  return fds.flatMap((fd) => unlessHidden(() => readlinkSync(`${folder}/${fd}`)) ?? []);
}

/** Returns the inodes of the sockets that a process has open; none where it is gone or we may not look at it. */
export function findOpenSockets(pid: number): string[] {
  return openFiles(pid).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

function unlessHidden<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
