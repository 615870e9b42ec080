import { openMemoryFile } from "../sys/descriptors/memfd.js";
import { type NotifyOptions, notify } from "./notify.js";

/** Under which name descriptors are stored, and until when. */
export interface StoreOptions extends NotifyOptions {
  /** What listenFds() calls them after the restart: at most 255 printable ASCII characters, no colon. "stored" without. */
  name?: string;
  /** False keeps even those whose other end hangs up; otherwise the service manager forgets these. True. */
  poll?: boolean;
}

/**
 * FDSTORE=1: hands descriptors, at most 253, to the service manager, which gives them back by `listenFds()`
 * when the service is started again. Takes FileDescriptorStoreMax= in the unit; without it, or above it, they
 * are dropped and nobody is told. One that is stored already stays under its first name.
 * They may be closed once the promise is fulfilled.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function storeFds(fds: readonly number[], options: StoreOptions = {}): Promise<boolean> {
  const { name, poll } = options;
  const named = name === undefined ? {} : { fdName: name };
  const polled = poll === undefined ? {} : { fdPoll: poll };
  return notify({ fdStore: fds, ...named, ...polled }, options);
}

/**
 * FDSTOREREMOVE=1: the service manager forgets all descriptors of this name.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function removeFds(name: string, options: NotifyOptions = {}): Promise<boolean> {
  return notify({ fdStoreRemove: true, fdName: name }, options);
}

/**
 * Contents in memory that live as long as a descriptor of them: what `storeFds` needs to carry data over a
 * restart. Read it from its beginning, with a position: `readSync(fd, buffer, 0, length, 0)`.
 * @returns the descriptor, close-on-exec; whoever called closes it
 * @throws MEMORY_FILE_FAILED, NATIVE_MISSING
 */
export function memoryFile(name: string, contents: string | Uint8Array): number {
  return openMemoryFile(name, typeof contents === "string" ? Buffer.from(contents) : contents);
}
