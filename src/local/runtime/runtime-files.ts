import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../errors/has-code.js";
import type { parseRuntimeFile as ParseRuntimeFile } from "./parse-foreign.js";
import type { RuntimeFile } from "./runtime-file.js";
import { findRuntimeFolder } from "./runtime-folder.js";

export interface FoundRuntimeFile {
  readonly path: string;
  readonly file: RuntimeFile;
}

/**
 * The runtime files of `service`, the latest first. What is corrupt is removed; what cannot be read, is not ours,
 * is no regular file or was written by a later version is skipped.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function readRuntimeFiles(service: string): Promise<FoundRuntimeFile[]> {
  const folder = findRuntimeFolder(service);
  const named = folder === undefined ? [] : listNamed(folder);
  if (named.length === 0) return [];
  // With zod, which is not loaded where there is nothing to check.
  const { parseRuntimeFile } = await import("./parse-foreign.js");
  const files = named.map(({ path, pid }) => readOne(path, service, pid, parseRuntimeFile));
  return files
    .filter((found) => found !== undefined)
    .sort((one, other) => (one.file.since < other.file.since ? 1 : -1));
}

function readOne(
  path: string,
  service: string,
  pid: number,
  parse: typeof ParseRuntimeFile,
): FoundRuntimeFile | undefined {
  const entry = readEntry(path);
  if (entry === undefined) return undefined;
  const file = parse(entry.text);
  if (file === "later") return undefined;
  if (file?.service === service && file.pid === pid) return { path, file };
  removeSame(path, entry.inode);
  return undefined;
}

function listNamed(folder: string): { path: string; pid: number }[] {
  return readdirSync(folder).flatMap((name) => {
    const [, pid] = name.match(/^daemon\.([1-9]\d*)\.json$/) ?? [];
    return pid === undefined ? [] : [{ path: join(folder, name), pid: Number(pid) }];
  });
}

interface Entry {
  readonly text: string;
  readonly inode: bigint;
}

const unreadable = ["ENOENT", "EACCES", "EPERM", "ELOOP", "ENXIO", "EISDIR"];

/** Undefined for what is not to be read. */
function readEntry(path: string): Entry | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    // Without O_NONBLOCK a FIFO would keep us waiting.
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      return readOwn(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (hasCode(error, ...unreadable)) return undefined;
    throw error;
  }
}

const longest = 64 * 1024;

function readOwn(fd: number): Entry | undefined {
  const { ino, uid, ...stats } = fstatSync(fd, { bigint: true });
  if ((stats.mode & BigInt(constants.S_IFMT)) !== BigInt(constants.S_IFREG)) return undefined;
  if (Number(uid) !== process.geteuid?.()) return undefined;
  const bytes = Buffer.alloc(longest + 1);
  const length = readSync(fd, bytes);
  // What is too long is cut, and so is no JSON.
  return { text: bytes.toString("utf8", 0, Math.min(length, longest)), inode: ino };
}

/** Not what was put in its place since. */
function removeSame(path: string, inode: bigint): void {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (found?.ino === inode) rmSync(path, { force: true });
}
