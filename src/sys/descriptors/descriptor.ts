import { fstatSync, readFileSync, readlinkSync, statfsSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";

/** `device` is a character device, `queue` a POSIX message queue; `other` includes eventfd and pidfd. */
export type DescriptorKind =
  | "socket"
  | "fifo"
  | "file"
  | "directory"
  | "device"
  | "queue"
  | "other";

export interface Descriptor {
  readonly kind: DescriptorKind;
  readonly inode: bigint;
  /** The st_dev of its file system. */
  readonly device: bigint;
  /** The st_rdev of a device. */
  readonly special: bigint;
}

/** From ipc/mqueue.c in the kernel; no header has it. */
const MQUEUE_MAGIC = 0x19800202;
/** Not among the constants of node:fs. */
const O_CLOEXEC = 0o2000000;

/** @throws DESCRIPTOR_NOT_OPEN (errno EBADF) */
export function readDescriptor(fd: number): Descriptor {
  const stats = statOf(fd);
  return { kind: kindOf(fd, stats), inode: stats.ino, device: stats.dev, special: stats.rdev };
}

type Stats = ReturnType<typeof bigStat>;

function bigStat(fd: number) {
  return fstatSync(fd, { bigint: true });
}

function statOf(fd: number): Stats {
  if (!Number.isInteger(fd) || fd < 0 || fd > 0x7fffffff) throw notOpen(fd);
  try {
    return bigStat(fd);
  } catch (error) {
    if (hasCode(error, "EBADF")) throw notOpen(fd);
    throw error;
  }
}

function notOpen(fd: number): RouseError {
  return new RouseError("DESCRIPTOR_NOT_OPEN", { fd, errno: "EBADF" });
}

function kindOf(fd: number, stats: Stats): DescriptorKind {
  if (stats.isSocket()) return "socket";
  if (stats.isFIFO()) return "fifo";
  if (stats.isDirectory()) return "directory";
  if (stats.isCharacterDevice()) return "device";
  if (!stats.isFile()) return "other";
  return isQueue(fd) ? "queue" : "file";
}

function isQueue(fd: number): boolean {
  try {
    return statfsSync(`/proc/self/fd/${fd}`).type === MQUEUE_MAGIC;
  } catch (error) {
    if (isWithoutProc(error)) return false;
    throw error;
  }
}

/** Returns the target in /proc, such as `socket:[123]` or `anon_inode:[eventpoll]`; undefined without /proc. */
export function readTarget(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch (error) {
    if (isWithoutProc(error)) return undefined;
    throw error;
  }
}

/** Returns undefined without /proc. */
export function isCloseOnExec(fd: number): boolean | undefined {
  try {
    const [, flags = ""] =
      readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/^flags:\s+(\d+)/m) ?? [];
    return (Number.parseInt(flags, 8) & O_CLOEXEC) !== 0;
  } catch (error) {
    if (isWithoutProc(error)) return undefined;
    throw error;
  }
}

/** /proc is not mounted, or we may not read it. */
function isWithoutProc(error: unknown): boolean {
  return hasCode(error, "ENOENT", "EACCES", "EPERM");
}
