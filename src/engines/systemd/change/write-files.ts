import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";

/** What is in a file. */
interface FileText {
  /** Absolute. */
  path: string;
  text: string | Buffer;
  /** 0644 when left out. */
  mode?: number;
}

/**
 * Puts a file at its path, whole or not at all, also when the machine loses power, and makes the folders above it.
 * A symbolic link at the path is replaced, not followed.
 * @throws UNIT_FILE_FAILED
 */
export function replaceFile({ path, text, mode = 0o644 }: FileText): void {
  const folder = dirname(path);
  // systemd reads no file whose name does not end as that of a unit.
  const draft = join(folder, `.rouse-${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeSynced(draft, text, mode);
    renameSync(draft, path);
    syncFolder(folder);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw fileFailed("write", path, cause);
  }
}

/** Makes a symbolic link, whatever lies at its path now. */
export function replaceLink(path: string, target: string): void {
  removeFile(path);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** Removes a file or link; a missing one is no error. @throws UNIT_FILE_FAILED */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (cause) {
    throw fileFailed("remove", path, cause);
  }
}

/** Writes a file that must not be there yet, and waits until the disk has it. */
export function writeSynced(path: string, text: string | Buffer, mode: number): void {
  const fd = openSync(path, "wx", mode);
  try {
    writeFileSync(fd, text);
    // Whatever the umask is.
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Waits until the disk has the names in a folder. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function fileFailed(verb: "write" | "remove", path: string, cause: unknown): unknown {
  const errno = codeOf(cause);
  if (errno === undefined) return cause;
  return new RouseError("UNIT_FILE_FAILED", { verb, path, errno }, { cause });
}
