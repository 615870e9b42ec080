import { Socket } from "node:net";
import koffi from "koffi";

const libc = koffi.load("libc.so.6");
const socket = libc.func("int socket(int domain, int type, int protocol)");
const connect = libc.func("int connect(int fd, const uint8_t *address, uint32_t length)");
const close = libc.func("int close(int fd)");

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;

/** Node 20 pads an abstract name with zeros to 108 bytes, which is another name: so through libc. */
export function connectAbstract(name: string): Socket {
  const address = Buffer.concat([Buffer.from([AF_UNIX, 0, 0]), Buffer.from(name)]);
  const fd: number = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, address, address.length) === 0) return new Socket({ fd });
  const code = koffi.errno() === koffi.os.errno.ECONNREFUSED ? "ECONNREFUSED" : koffi.errno();
  close(fd);
  throw Object.assign(new Error(`connect ${code} @${name}`), { code });
}
