import { endianness } from "node:os";
import { RouseError } from "../errors.js";
import { errnoName, native } from "./native.js";

/** What the kernel says about a socket, asked directly. */
export interface SocketCalls {
  /** The struct sockaddr, as long as the kernel says; throws SYSTEM_CALL_FAILED. */
  localAddress(fd: number): Buffer;
  /** Undefined for a socket that is not connected. */
  peerAddress(fd: number): Buffer | undefined;
  /** An integer of SOL_SOCKET; throws SYSTEM_CALL_FAILED. */
  option(fd: number, option: SocketOption): number;
}

const options = { type: 3, acceptsConnections: 30, protocol: 38, domain: 39 } as const;
export type SocketOption = keyof typeof options;

const SOL_SOCKET = 1;
/** sizeof(struct sockaddr_storage). */
const longestAddress = 128;

let loaded: SocketCalls | undefined;

/** @throws NATIVE_MISSING where koffi does not load, or C is laid out in a way we do not know. */
export function socketCalls(): SocketCalls {
  loaded ??= load();
  return loaded;
}

function load(): SocketCalls {
  requireKnownLayout();
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
  };
}

function readAddress(call: (...args: unknown[]) => number, fd: number): Buffer | undefined {
  const address = Buffer.alloc(longestAddress);
  const length = lengthOf(address);
  return call(fd, address, length) === 0 ? address.subarray(0, length.readUInt32LE()) : undefined;
}

/** A socklen_t. */
function lengthOf(buffer: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(buffer.length);
  return length;
}

function failed(call: string, fd: number): RouseError {
  return new RouseError("SYSTEM_CALL_FAILED", { call, fd, errno: errnoName() });
}

/** Addresses and options are read from bytes: the numbers above and the layouts must be those of this machine. */
function requireKnownLayout(): void {
  requireLinux();
  const { koffi } = native();
  const sizes = [koffi.sizeof("int"), koffi.sizeof("long"), koffi.sizeof("void *")];
  const isKnown = ["x64", "arm64"].includes(process.arch) && endianness() === "LE";
  if (isKnown && sizes.join() === "4,8,8" && isSockaddrKnown(koffi)) return;
  const reason = `the layout of sockets is not known for ${process.arch}`;
  throw new RouseError("NATIVE_MISSING", { reason });
}

/** Elsewhere a struct sockaddr begins with its length. */
function requireLinux(): void {
  if (process.platform === "linux") return;
  const reason = `sockets are read as Linux has them, and this is ${process.platform}`;
  throw new RouseError("NATIVE_MISSING", { reason });
}

function isSockaddrKnown(koffi: ReturnType<typeof native>["koffi"]): boolean {
  const bytes = (count: number) => koffi.array("uint8", count);
  const inet = koffi.struct({ family: "uint16", port: "uint16", host: bytes(4), zero: bytes(8) });
  const inet6 = koffi.struct({
    family: "uint16",
    port: "uint16",
    flow: "uint32",
    host: bytes(16),
    scope: "uint32",
  });
  const unix = koffi.struct({ family: "uint16", path: bytes(108) });
  const vsock = koffi.struct({ family: "uint16", zero: "uint16", port: "uint32", cid: "uint32" });
  const sizes = [inet, inet6, unix, vsock].map((type) => koffi.sizeof(type));
  const offsets = [koffi.offsetof(inet6, "host"), koffi.offsetof(inet6, "scope")];
  return [...sizes, ...offsets, koffi.offsetof(vsock, "cid")].join() === "16,28,110,12,8,24,8";
}
