import { lstatSync, statSync } from "node:fs";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { type Descriptor, readDescriptor } from "../sys/descriptors/descriptor.js";

/**
 * Whether it is a FIFO or pipe, and the one at this path: sd_is_fifo(3).
 * @throws DESCRIPTOR_NOT_OPEN (errno EBADF), and what stat(2) throws but ENOENT and ENOTDIR
 */
export function isFifo(fd: number, path?: string): boolean {
  const descriptor = readDescriptor(fd);
  if (descriptor.kind !== "fifo") return false;
  return path === undefined || isSameFile(descriptor, findStats(path));
}

/**
 * Whether it is a file or a character device, and the one at this path: sd_is_special(3).
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
 * Whether it is a POSIX message queue, and the one of this name, as in mq_overview(7): sd_is_mq(3).
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

/**
 * Whether systemd is the init of this system: sd_booted(3). Nothing else depends on it: a user's systemd, a
 * container or another launcher may pass sockets too.
 */
export function booted(): boolean {
  try {
    lstatSync("/run/systemd/system/");
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
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
