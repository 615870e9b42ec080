import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { codeOf } from "../src/errors/has-code.js";

/** Whatever /proc no longer has is gone: undefined. */
function fromProc<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}

/** All processes below `pid`. */
export function descendants(pid: number): number[] {
  const tasks = fromProc(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  const children = tasks.flatMap((task) => {
    const text = fromProc(() => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")) ?? "";
    return text.split(" ").filter(Boolean).map(Number);
  });
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Resident memory in kB. */
export function residentKilobytes(pid: number): number | undefined {
  const text = fromProc(() => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  const [, kilobytes] = text?.match(/^Rss:\s+(\d+) kB/m) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes);
}

/** The sockfs inode of the TCP socket that listens on 127.0.0.1:`port` (proc_net_tcp(5)). */
export function listeningInode(port: number): string | undefined {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const fields = rows.map((row) => row.trim().split(/\s+/));
  return fields.find((row) => row[1] === local && row[3] === "0A")?.[9];
}

/** Whether one of the processes has the socket open. */
export function holdsSocket(pids: readonly number[], inode: string): boolean {
  return pids.some((pid) => {
    const fds = fromProc(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    return fds.some(
      (fd) => fromProc(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) === `socket:[${inode}]`,
    );
  });
}
