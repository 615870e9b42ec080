/** From <sys/socket.h>, the same on every Linux that Rouse is built for. */
export const AF_UNIX = 1;
export const AF_VSOCK = 40;

/** sockaddr_un of a socket file: the name ends with a NUL, which counts (unix(7)). */
export function pathSockaddr(path: string): Buffer {
  return Buffer.concat([family(AF_UNIX), Buffer.from(path), Buffer.alloc(1)]);
}

/** sockaddr_un of an abstract name: a NUL before it and none behind, which would be part of it (unix(7)). */
export function abstractSockaddr(name: string): Buffer {
  return Buffer.concat([family(AF_UNIX), Buffer.alloc(1), Buffer.from(name)]);
}

/** sockaddr_vm (vsock(7)). */
export function vsockSockaddr({ cid, port }: { cid: number; port: number }): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AF_VSOCK, 0);
  address.writeUInt32LE(port, 4);
  address.writeUInt32LE(cid, 8);
  return address;
}

function family(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
}
