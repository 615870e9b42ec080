import { writeSync } from "node:fs";
import { RouseError } from "../errors.js";
import { errnoName, native } from "./native.js";

interface Calls {
  create(name: string, flags: number): number;
  close(fd: number): number;
}

const MFD_CLOEXEC = 1;
let loaded: Calls | undefined;

/** A memfd_create(2) with these contents, its offset behind them. @throws NATIVE_MISSING, MEMORY_FILE_FAILED */
export function openMemoryFile(name: string, contents: Uint8Array): number {
  loaded ??= load();
  const fd = loaded.create(name, MFD_CLOEXEC);
  if (fd < 0) throw failed(name, "memfd_create", errnoName());
  try {
    for (let done = 0; done < contents.length; ) done += writeSync(fd, contents, done);
  } catch (error) {
    loaded.close(fd);
    const errno = error instanceof Error && "code" in error ? String(error.code) : "EIO";
    throw failed(name, "write", errno);
  }
  return fd;
}

function failed(name: string, call: string, errno: string): RouseError {
  return new RouseError("MEMORY_FILE_FAILED", { name, call, errno });
}

function load(): Calls {
  const { libc } = native();
  return {
    create: libc.func("int memfd_create(const char *name, uint flags)"),
    close: libc.func("int close(int fd)"),
  };
}
