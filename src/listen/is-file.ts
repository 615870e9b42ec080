import { statSync } from "node:fs";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { type Descriptor, readDescriptor } from "../sys/descriptors/descriptor.js";

/**
 * Returns whether this is a FIFO or pipe and, with a path, the one at that path: sd_is_fifo(3).
 * @throws DESCRIPTOR_NOT_OPEN (errno EBADF), and the errors of stat(2) except ENOENT and ENOTDIR
 */
export function isFifo(fd: number, path?: string): boolean {
  const descriptor = readDescriptor(fd);
  if (descriptor.kind !== "fifo") return false;
  return path === undefined || isSameFile(descriptor, findStats(path));
}

/**
 * Returns whether this is a file or a character device and, with a path, the one at that path: sd_is_special(3).
 * @throws what isFifo throws
 */
export function isSpecial(fd: number, path?: string): boolean {
  const descriptor = readDescriptor(fd);
  const { kind, special } = descriptor;
  if (kind !== "file" && kind !== "queue" && kind !== "device") return false;
  if (path === undefined) return true;
  const stats = findStats(path);
  if (kind === "device") return stats?.isCharacterDevice() === true && stats.rdev === special;
  return stats?.isFile() === true && isSameFile(descriptor, stats);
}

/**
 * Returns whether this is a POSIX message queue and, with a name as in mq_overview(7), the one with that name:
 * sd_is_mq(3).
 * @throws DESCRIPTOR_NOT_OPEN (EBADF), SOCKET_QUESTION_MALFORMED for a name without its slash (EINVAL), and
 * ENOENT where /dev/mqueue has no such queue
 */
export function isMq(fd: number, name?: string): boolean {
  const descriptor = readDescriptor(fd);
  if (descriptor.kind !== "queue") return false;
  if (name === undefined) return true;
  if (!/^\/[^/]+$/.test(name)) throw badQueueName(name);
  return isSameFile(descriptor, statSync(`/dev/mqueue${name}`, { bigint: true }));
}

function badQueueName(name: string): RouseError {
  const problem = `the name of a message queue is / and one word, got '${name}'`;
  return new RouseError("SOCKET_QUESTION_MALFORMED", { call: "isMq", problem, errno: "EINVAL" });
}

type Stats = NonNullable<ReturnType<typeof findStats>>;

function findStats(path: string) {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

function isSameFile(descriptor: Descriptor, stats: Stats | undefined): boolean {
  return stats?.ino === descriptor.inode && stats.dev === descriptor.device;
}
