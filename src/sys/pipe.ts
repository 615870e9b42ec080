import { errnoName, native } from "./native.js";

/** A pipe(7), both ends close-on-exec. */
export interface Pipe {
  readEnd: number;
  writeEnd: number;
  closeReadEnd(): void;
  closeWriteEnd(): void;
}

interface Calls {
  pipe2(ends: Int32Array, flags: number): number;
  close(fd: number): number;
}

const O_CLOEXEC = 0o2000000;
let loaded: Calls | undefined;

/** @throws NATIVE_MISSING */
export function openPipe(): Pipe | { errno: string } {
  loaded ??= load();
  const { pipe2, close } = loaded;
  const ends = new Int32Array(2);
  if (pipe2(ends, O_CLOEXEC) < 0) return { errno: errnoName() };
  const [readEnd = -1, writeEnd = -1] = ends;
  return {
    readEnd,
    writeEnd,
    closeReadEnd: () => void close(readEnd),
    closeWriteEnd: () => void close(writeEnd),
  };
}

function load(): Calls {
  const { koffi, libc } = native();
  return {
    pipe2: libc.func("pipe2", "int", [koffi.out("int *"), "int"]),
    close: libc.func("int close(int fd)"),
  };
}
