import { errnoName, native } from "../libc/native.js";

/** A pipe(7), both ends close-on-exec. */
export interface Pipe {
  readEnd: number;
  writeEnd: number;
  /** Returns whether no process holds a write end any more. */
  isHungUp(): boolean;
  closeReadEnd(): void;
  closeWriteEnd(): void;
}

interface Calls {
  pipe2(ends: Int32Array, flags: number): number;
  poll(entries: Buffer, count: number, timeoutMs: number): number;
  close(fd: number): number;
}

const O_CLOEXEC = 0o2000000;
const POLLHUP = 0x10;
let loaded: Calls | undefined;

/** @throws NATIVE_MISSING */
export function openPipe(): Pipe | { errno: string } {
  loaded ??= load();
  const { pipe2, poll, close } = loaded;
  const ends = new Int32Array(2);
  if (pipe2(ends, O_CLOEXEC) < 0) return { errno: errnoName() };
  const [readEnd = -1, writeEnd = -1] = ends;
  return {
    readEnd,
    writeEnd,
    isHungUp: () => hasHungUp(poll, readEnd),
    closeReadEnd: () => void close(readEnd),
    closeWriteEnd: () => void close(writeEnd),
  };
}

/** poll(2), because a stream of node:net never sees the end in Bun. */
function hasHungUp(poll: Calls["poll"], fd: number): boolean {
  const entry = Buffer.alloc(8);
  entry.writeInt32LE(fd, 0);
  return poll(entry, 1, 0) > 0 && (entry.readUInt16LE(6) & POLLHUP) !== 0;
}

function load(): Calls {
  const { koffi, libc } = native();
  return {
    pipe2: libc.func("pipe2", "int", [koffi.out("int *"), "int"]),
    poll: libc.func("int poll(void *entries, ulong count, int timeoutMs)"),
    close: libc.func("int close(int fd)"),
  };
}
