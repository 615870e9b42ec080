import { RouseError } from "../../errors/rouse-error.js";
import { errnoName, native } from "../libc/native.js";

interface Calls {
  create(name: string, flags: number): number;
  write(fd: number, bytes: Uint8Array, length: number): number;
  close(fd: number): number;
}

const MFD_CLOEXEC = 1;
let loaded: Calls | undefined;

/**
 * Creates a memfd_create(2) with these contents, and its offset at their end.
 * @throws NATIVE_MISSING, MEMORY_FILE_FAILED
 */
export function openMemoryFile(name: string, contents: Uint8Array): number {
  loaded ??= load();
  const fd = loaded.create(name, MFD_CLOEXEC);
  if (fd < 0) throw failed(name, "memfd_create", errnoName());
  // Not with node:fs: in Deno it knows only descriptors that it has opened itself.
  for (let done = 0; done < contents.length; ) {
    const written = loaded.write(fd, contents.subarray(done), contents.length - done);
    if (written < 0) throw abandoned(name, fd, loaded);
    done += written;
  }
  return fd;
}

function abandoned(name: string, fd: number, { close }: Calls): RouseError {
  const error = failed(name, "write", errnoName());
  close(fd);
  return error;
}

function failed(name: string, call: string, errno: string): RouseError {
  return new RouseError("MEMORY_FILE_FAILED", { name, call, errno });
}

function load(): Calls {
  const { libc } = native();
  return {
    create: libc.func("int memfd_create(const char *name, uint flags)"),
    write: libc.func("long write(int fd, const void *bytes, size_t length)"),
    close: libc.func("int close(int fd)"),
  };
}
