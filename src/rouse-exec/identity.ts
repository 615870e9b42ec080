import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { hasCode } from "../errors/has-code.js";
import { type Note, parseNotes } from "./elf-notes.js";

/** Which rouse-exec something is. */
export interface Identity {
  /** `0.1.0` */
  version: string;
  /** The linker's digest of all that is in the file, in hexadecimal; null where it made none. */
  build: string | null;
}

/**
 * Reads which rouse-exec a file is, without running it: root looks at services of others. Returns undefined where the
 * file does not tell, or cannot be read.
 */
export function readIdentity(path: string): Identity | undefined {
  const found = readHead(path);
  return found && parseIdentity(found.head);
}

/** Returns which rouse-exec a file is that begins like this. */
export function parseIdentity(head: Buffer): Identity | undefined {
  const notes = parseNotes(head);
  const version = find(notes, "Rouse", 1)?.toString("latin1").replace(/\0$/, "");
  if (version === undefined || !isVersion(version)) return undefined;
  return { version, build: find(notes, "GNU", 3)?.toString("hex") ?? null };
}

/** Tells whether a text may be a version, and the name of a folder. */
export function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+[\w.+-]{0,60}$/.test(text);
}

/** Tells whether two are not the same, as far as both tell. */
export function isOther(one: Identity, two: Identity): boolean {
  if (one.build === null || two.build === null) return one.version !== two.version;
  return one.build !== two.build;
}

function find(notes: readonly Note[], owner: string, type: number): Buffer | undefined {
  return notes.find((note) => note.owner === owner && note.type === type)?.content;
}

/** The linker puts notes right behind the headers. */
const headBytes = 4096;

/** Returns the first bytes of a file, and how many it has; undefined for what is no file, or cannot be read. */
export function readHead(path: string): { head: Buffer; size: number } | undefined {
  try {
    // O_NONBLOCK: the open of a FIFO would wait for a writer.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = fstatSync(fd);
      if (!found.isFile()) return undefined;
      const head = Buffer.alloc(headBytes);
      return { head: head.subarray(0, readSync(fd, head, 0, headBytes, 0)), size: found.size };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (hasCode(error, ...unreadable)) return undefined;
    throw error;
  }
}

const unreadable = ["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG", "ENXIO", "EIO"];
