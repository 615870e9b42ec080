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
import type { parseRuntimeFile as ParseRuntimeFile } from "./parse-documents.js";
import type { RuntimeFile } from "./runtime-file.js";
import { findRuntimeFolder } from "./runtime-folder.js";

/** A runtime file, and where it lies. */
export interface FoundRuntimeFile {
  readonly path: string;
  readonly file: RuntimeFile;
}

/**
 * Returns the runtime files of `service`, the latest first. Corrupt ones are removed. Files that cannot be read, that
 * belong to another user, that are not regular, or that a later version wrote are skipped.
 * @throws NAME_MALFORMED, LOCAL_FOLDER_UNSAFE
 */
export async function readRuntimeFiles(service: string): Promise<FoundRuntimeFile[]> {
  const folder = findRuntimeFolder(service);
  const named = folder === undefined ? [] : listNamed(folder);
  if (named.length === 0) return [];
  const { parseRuntimeFile } = await import("./parse-documents.js");
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

/** Returns undefined for a file that is to be skipped. */
function readEntry(path: string): Entry | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    // Without O_NONBLOCK, open(2) of a FIFO waits for a writer.
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
  // A file that is too long is cut here, and then is no JSON.
  return { text: bytes.toString("utf8", 0, Math.min(length, longest)), inode: ino };
}

/** Removes the file that was read, and not one that has replaced it since. */
function removeSame(path: string, inode: bigint): void {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (found?.ino === inode) rmSync(path, { force: true });
}
