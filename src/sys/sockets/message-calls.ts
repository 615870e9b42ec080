import { native } from "../libc/native.js";

/** msghdr of <sys/socket.h>; the buffers may be null. */
interface MessageHeader {
  name: Uint8Array | null;
  nameLength: number;
  parts: { base: Uint8Array; length: number }[];
  partCount: number;
  control: Uint8Array | null;
  controlLength: number;
  flags: number;
}

/** The socket calls of libc that messages need. Each returns -1 on failure; errnoName() then says why. */
export interface MessageCalls {
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: Int32Array, length: number): number;
  sendmsg(fd: number, header: MessageHeader, flags: number): number;
  recv(fd: number, buffer: Uint8Array, length: number, flags: number): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
}

let loaded: MessageCalls | undefined;

/** @throws NATIVE_MISSING */
export function messageCalls(): MessageCalls {
  loaded ??= load();
  return loaded;
}

function load(): MessageCalls {
  const { koffi, libc, layouts } = native();
  return {
    socket: libc.func("int socket(int family, int type, int protocol)"),
    bind: libc.func("int bind(int fd, const void *address, uint32_t length)"),
    connect: libc.func("int connect(int fd, const void *address, uint32_t length)"),
    setsockopt: libc.func("int setsockopt(int fd, int level, int name, const void *v, uint32_t n)"),
    sendmsg: libc.func("sendmsg", "long", ["int", koffi.pointer(layouts.message), "int"]),
    recv: libc.func("recv", "long", ["int", "void *", "size_t", "int"]),
    shutdown: libc.func("int shutdown(int fd, int how)"),
    close: libc.func("int close(int fd)"),
  };
}
