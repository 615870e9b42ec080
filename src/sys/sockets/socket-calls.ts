import { RouseError } from "../../errors/rouse-error.js";
import { errnoName, native } from "../libc/native.js";
import { options, SOL_SOCKET, type SocketOption } from "../libc/socket-numbers.js";

/** Asks the kernel about a socket, through its descriptor. */
export interface SocketCalls {
  /** Returns the struct sockaddr, as long as the kernel says. @throws SYSTEM_CALL_FAILED */
  localAddress(fd: number): Buffer;
  /** Returns undefined for a socket that is not connected. */
  peerAddress(fd: number): Buffer | undefined;
  /** Returns an integer option of SOL_SOCKET. @throws SYSTEM_CALL_FAILED */
  option(fd: number, option: SocketOption): number;
  /** Returns SO_COOKIE; undefined before Linux 4.6. */
  cookie(fd: number): bigint | undefined;
}

const SO_COOKIE = 57;
/** sizeof(struct sockaddr_storage). */
const longestAddress = 128;

let loaded: SocketCalls | undefined;

/** @throws NATIVE_MISSING */
export function socketCalls(): SocketCalls {
  loaded ??= load();
  return loaded;
}

function load(): SocketCalls {
  const { libc } = native();
  const getsockname = libc.func("int getsockname(int fd, void *address, void *length)");
  const getpeername = libc.func("int getpeername(int fd, void *address, void *length)");
  const getsockopt = libc.func(
    "int getsockopt(int fd, int level, int option, void *value, void *length)",
  );
  return {
    localAddress(fd) {
      const address = readAddress(getsockname, fd);
      if (address === undefined) throw failed("getsockname", fd);
      return address;
    },
    peerAddress: (fd) => readAddress(getpeername, fd),
    option(fd, option) {
      const value = Buffer.alloc(4);
      if (getsockopt(fd, SOL_SOCKET, options[option], value, lengthOf(value)) !== 0) {
        throw failed("getsockopt", fd);
      }
      return value.readInt32LE();
    },
    cookie(fd) {
      const value = Buffer.alloc(8);
      const result = getsockopt(fd, SOL_SOCKET, SO_COOKIE, value, lengthOf(value));
      return result === 0 ? value.readBigUInt64LE() : undefined;
    },
  };
}

function readAddress(call: (...args: unknown[]) => number, fd: number): Buffer | undefined {
  const address = Buffer.alloc(longestAddress);
  const length = lengthOf(address);
  return call(fd, address, length) === 0 ? address.subarray(0, length.readUInt32LE()) : undefined;
}

/** Returns a socklen_t. */
function lengthOf(buffer: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(buffer.length);
  return length;
}

function failed(call: string, fd: number): RouseError {
  return new RouseError("SYSTEM_CALL_FAILED", { call, fd, errno: errnoName() });
}
