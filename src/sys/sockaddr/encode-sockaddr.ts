import { families } from "../libc/socket-numbers.js";

/** Returns the sockaddr_un of a socket file. The path ends with a NUL, which counts (unix(7)). */
export function pathSockaddr(path: string): Buffer {
  return Buffer.concat([familyBytes(families.unix), Buffer.from(path), Buffer.alloc(1)]);
}

/** Returns the sockaddr_un of an abstract name: a NUL before it and none after it, which would be part of it (unix(7)). */
export function abstractSockaddr(name: string): Buffer {
  return Buffer.concat([familyBytes(families.unix), Buffer.alloc(1), Buffer.from(name)]);
}

/** Returns the sockaddr_vm of a port of a machine (vsock(7)). */
export function vsockSockaddr({ cid, port }: { cid: number; port: number }): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(families.vsock, 0);
  address.writeUInt32LE(port, 4);
  address.writeUInt32LE(cid, 8);
  return address;
}

function familyBytes(family: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(family);
  return bytes;
}
