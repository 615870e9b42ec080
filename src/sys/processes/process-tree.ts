import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** Its children, theirs and so on, as far as they live; those that are forked meanwhile may be missing. */
export function findDescendants(pid: number): number[] {
  const parents = new Map(
    listEntries("/proc").flatMap((entry) => {
      const child = Number(entry);
      return Number.isInteger(child) ? [[child, findParent(child)] as const] : [];
    }),
  );
  const found = [pid];
  for (const parent of found) {
    for (const [child, of] of parents) if (of === parent) found.push(child);
  }
  return found.slice(1);
}

/** The inodes of the sockets that a process has open; none of a process that is gone or hides them from us. */
export function findOpenSockets(pid: number): string[] {
  return openFiles(pid).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

/** What its descriptors are: `/dev/null`, `socket:[123]`, `anon_inode:[io_uring]`. */
export function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return listEntries(folder).flatMap(
    (fd) => unlessGone(() => readlinkSync(`${folder}/${fd}`)) ?? [],
  );
}

function findParent(pid: number): number | undefined {
  const text = unlessGone(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The name stands in parentheses and may hold spaces and parentheses itself.
  const [, parent] = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  return parent === undefined ? undefined : Number(parent);
}

function listEntries(folder: string): string[] {
  return unlessGone(() => readdirSync(folder)) ?? [];
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
