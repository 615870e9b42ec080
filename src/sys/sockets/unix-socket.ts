import { closeSync, fchmodSync } from "node:fs";
import { errnoName, native } from "../libc/native.js";
import {
  families,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOL_SOCKET,
  types,
} from "../libc/socket-numbers.js";
import { pathSockaddr } from "../sockaddr/encode-sockaddr.js";

/** The other end of a unix socket: struct ucred, as it was when that end called connect(2) or listen(2). */
export interface Peer {
  readonly pid: number;
  readonly uid: number;
}

type Call = (...args: unknown[]) => number;

interface Calls {
  socket: Call;
  bind: Call;
  listen: Call;
  connect: Call;
  getsockopt: Call;
  poll: Call;
}

const SO_PEERCRED = 17;
const longestBacklog = 0x7fffffff;
/** From <poll.h>. */
const POLLIN = 1;

let loaded: Calls | undefined;

/**
 * Loads the calls that the functions below make.
 * @throws NATIVE_MISSING
 */
export function requireUnixCalls(): void {
  loaded ??= load();
}

function calls(): Calls {
  loaded ??= load();
  return loaded;
}

function load(): Calls {
  const { libc } = native();
  return {
    socket: libc.func("int socket(int family, int type, int protocol)"),
    bind: libc.func("int bind(int fd, const void *address, uint32_t length)"),
    listen: libc.func("int listen(int fd, int backlog)"),
    connect: libc.func("int connect(int fd, const void *address, uint32_t length)"),
    getsockopt: libc.func("int getsockopt(int fd, int level, int name, void *value, void *length)"),
    poll: libc.func("int poll(void *fds, ulong count, int timeoutMs)"),
  };
}

/**
 * Returns SO_PEERCRED of unix(7); undefined where the kernel does not say.
 * @throws NATIVE_MISSING
 */
export function readPeer(fd: number): Peer | undefined {
  const credentials = Buffer.alloc(12);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(credentials.length);
  if (calls().getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0) return undefined;
  if (length.readUInt32LE() !== credentials.length) return undefined;
  return { pid: credentials.readInt32LE(0), uid: credentials.readUInt32LE(4) };
}

/**
 * Binds a stream socket to `path`, where no file may be, and does not let it listen yet. The file has exactly this
 * mode from its first moment: the kernel gives it the mode of the socket's own inode, less the umask.
 * @returns the descriptor, which the caller closes, or the name of the errno
 * @throws NATIVE_MISSING
 */
export function bindPath(path: string, mode: number): { fd: number } | { errno: string } {
  const fd = openSocket();
  if (typeof fd !== "number") return fd;
  fchmodSync(fd, mode);
  const address = pathSockaddr(path);
  if (calls().bind(fd, address, address.length) === 0) return { fd };
  const errno = errnoName();
  closeSync(fd);
  return { errno };
}

/**
 * Returns undefined when a client that connects to `path` reaches the listening socket `fd`; otherwise the process
 * that it reaches, or the name of an errno. It calls listen(2) on `fd` again, which makes us the peer that its clients
 * see, and then looks at the peer of a client. This works in every network namespace, and leaves behind a client that
 * has hung up.
 * @throws NATIVE_MISSING
 */
export function findOtherListener(fd: number, path: string): string | undefined {
  if (calls().listen(fd, longestBacklog) !== 0) return errnoName();
  const client = openSocket();
  if (typeof client !== "number") return client.errno;
  try {
    const address = pathSockaddr(path);
    if (calls().connect(client, address, address.length) !== 0) return errnoName();
    const pid = readPeer(client)?.pid;
    return pid === process.pid ? undefined : `process ${pid ?? "unknown"} listens there`;
  } finally {
    closeSync(client);
  }
}

/**
 * Returns whether a client has connected to this listening socket and has not been accepted yet.
 * @throws NATIVE_MISSING
 */
export function hasWaitingClient(fd: number): boolean {
  const pollfd = Buffer.alloc(8);
  pollfd.writeInt32LE(fd, 0);
  pollfd.writeInt16LE(POLLIN, 4);
  return calls().poll(pollfd, 1, 0) === 1 && pollfd.readInt16LE(6) === POLLIN;
}

function openSocket(): number | { errno: string } {
  const type = types.stream | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const fd = calls().socket(families.unix, type, 0);
  return fd < 0 ? { errno: errnoName() } : fd;
}
