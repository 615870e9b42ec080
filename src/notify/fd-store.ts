import { openMemoryFile } from "../sys/descriptors/memfd.js";
import { type NotifyOptions, notify } from "./notify.js";

/** The name under which descriptors are stored, and how long they are kept. */
export interface StoreOptions extends NotifyOptions {
  /**
   * Their name in listenFds() after the restart: at most 255 printable ASCII characters without a colon; "stored" by
   * default.
   */
  name?: string;
  /** False keeps even descriptors whose other end hangs up, which the service manager forgets by default (true). */
  poll?: boolean;
}

/**
 * Sends FDSTORE=1: hands descriptors, at most 253, to the service manager, which passes them back when the service is
 * started again; `listenFds()` returns them. The unit needs FileDescriptorStoreMax=; without it, or above it,
 * descriptors are dropped silently. A descriptor that is stored already keeps its first name. Ours may be closed once
 * the promise is fulfilled.
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
 * Sends FDSTOREREMOVE=1: the service manager forgets all descriptors with this name.
 * @returns false where NOTIFY_SOCKET is unset
 * @throws what notify throws
 */
export function removeFds(name: string, options: NotifyOptions = {}): Promise<boolean> {
  return notify({ fdStoreRemove: true, fdName: name }, options);
}

/**
 * Creates a file in memory that lives as long as a descriptor of it, for `storeFds` to carry data over a restart. Read
 * it from its beginning, with a position: `readSync(fd, buffer, 0, length, 0)`.
 * @returns the descriptor, close-on-exec, which the caller closes
 * @throws MEMORY_FILE_FAILED, NATIVE_MISSING
 */
export function memoryFile(name: string, contents: string | Uint8Array): number {
  return openMemoryFile(name, typeof contents === "string" ? Buffer.from(contents) : contents);
}
