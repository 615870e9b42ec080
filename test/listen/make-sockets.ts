import { closeSync } from "node:fs";
import koffi from "koffi";
import { after } from "../harness/after.js";

const libc = koffi.load("libc.so.6");
const socket = libc.func("int socket(int domain, int type, int protocol)");
const bind = libc.func("int bind(int fd, const uint8_t *address, uint32_t length)");
const listen = libc.func("int listen(int fd, int backlog)");
const setsockopt = libc.func(
  "int setsockopt(int fd, int level, int option, const int *value, uint32_t length)",
);
const socketpair = libc.func("int socketpair(int domain, int type, int protocol, _Out_ int *fds)");
const mqOpen = libc.func("int mq_open(const char *name, int flags, int mode, void *attributes)");
const mqUnlink = libc.func("int mq_unlink(const char *name)");

export const AF = { unix: 1, inet: 2, inet6: 10 } as const;
export const SOCK = { stream: 1, dgram: 2, seqpacket: 5 } as const;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SOCK_CLOEXEC = 0o2000000;

type Family = keyof typeof AF;
type Style = keyof typeof SOCK;

/** A socket that Node cannot make, closed after the test: unbound, bound but not listening, SEQPACKET… */
export function makeSocket(family: Family, style: Style, protocol = 0): number {
  const fd: number = socket(AF[family], SOCK[style] | SOCK_CLOEXEC, protocol);
  if (fd === -1) throw failed("socket");
  after(() => closeSync(fd));
  return fd;
}

export function bindTo(fd: number, sockaddr: Buffer): number {
  // As Node does: a connection of an earlier test may still be in TIME_WAIT.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, [1], 4);
  if (bind(fd, sockaddr, sockaddr.length) !== 0) throw failed("bind");
  return fd;
}

export function listenOn(fd: number): number {
  if (listen(fd, 5) !== 0) throw failed("listen");
  return fd;
}

export function makePair(style: Style): [number, number] {
  const pair = [0, 0];
  if (socketpair(AF.unix, SOCK[style] | SOCK_CLOEXEC, 0, pair) !== 0) throw failed("socketpair");
  for (const fd of pair) after(() => closeSync(fd));
  const [first = -1, second = -1] = pair;
  return [first, second];
}

/** A message queue, gone after the test. */
export function makeQueue(name: string): number {
  const fd: number = mqOpen(name, 0o2000102, 0o600, null);
  if (fd === -1) throw failed("mq_open");
  after(() => closeSync(fd));
  after(() => mqUnlink(name));
  return fd;
}

/** struct sockaddr_in of 127.0.0.1. */
export function loopback(port: number): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AF.inet);
  address.writeUInt16BE(port, 2);
  address.set([127, 0, 0, 1], 4);
  return address;
}

/** struct sockaddr_in6 of ::1. */
export function loopback6(port: number): Buffer {
  const address = Buffer.alloc(28);
  address.writeUInt16LE(AF.inet6);
  address.writeUInt16BE(port, 2);
  address[23] = 1;
  return address;
}

/** struct sockaddr_un: a path, or a name that begins with NUL. */
export function unixName(name: string): Buffer {
  return Buffer.from(`\u0001\0${name}${name.startsWith("\0") ? "" : "\0"}`);
}

function failed(call: string): Error {
  const number = koffi.errno();
  const [name] = Object.entries(koffi.os.errno).find(([, value]) => value === number) ?? [];
  return new Error(`${call} failed with ${name ?? number}`);
}
