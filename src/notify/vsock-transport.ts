import { AF_VSOCK, vsockSockaddr } from "../sys/sockaddr/encode-sockaddr.js";
import { MessageSocket, type MessageSocketType } from "../sys/sockets/message-socket.js";
import { failure } from "./failure.js";
import type { Message } from "./message.js";
import { queued } from "./message-queue.js";
import type { NotifyAddress } from "./notify-address.js";
import { type Broken, finish, sendOverConnection } from "./send-over-connection.js";

type VsockAddress = Extract<NotifyAddress, { kind: "vsock" }>;

/** errnos by which a kernel or its hypervisor says that it has no such socket. */
const unsupported = new Set([
  ...["ENODEV", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "ENOPROTOOPT", "EAFNOSUPPORT"],
  ...["EPFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT"],
  // As errnoName says those that Node has no name for: ESOCKTNOSUPPORT and EPFNOSUPPORT.
  ...["errno 94", "errno 96"],
]);

/** To the service manager of the machine that this one is a guest of. @throws NOTIFY_FAILED, NATIVE_MISSING */
export function sendOverVsock(address: VsockAddress, message: Message, timeoutMs: number) {
  if (message.fds.length > 0) throw failure(address, "passing descriptors to it", "EOPNOTSUPP");
  return queued(() => sendByFirstType(address, Buffer.from(message.text), timeoutMs));
}

async function sendByFirstType(address: VsockAddress, bytes: Buffer, timeoutMs: number) {
  let broken: Broken | undefined;
  for (const type of address.types) {
    broken = await sendAs(type, address, bytes, timeoutMs);
    if (!broken || !unsupported.has(broken.errno)) break;
  }
  if (broken) throw failure(address, broken.call, broken.errno);
}

async function sendAs(
  type: MessageSocketType,
  address: VsockAddress,
  bytes: Buffer,
  timeoutMs: number,
): Promise<Broken | undefined> {
  const socket = MessageSocket.open(AF_VSOCK, type);
  if (!(socket instanceof MessageSocket)) return { call: "socket", errno: socket.errno };
  const to = vsockSockaddr(address);
  try {
    bindPrivileged(socket);
    if (type !== "dgram") return await sendOverConnection(socket, to, bytes, timeoutMs);
    const end = performance.now() + timeoutMs;
    return await finish("sendmsg", () => socket.send(bytes, to, { fds: [] }), end);
  } finally {
    socket.close();
  }
}

/** The host believes only who could take a port below 1024; without the right, any port. */
function bindPrivileged(socket: MessageSocket): void {
  const anyCid = 0xffffffff;
  for (let port = 1023; port > 0; port--) {
    if (socket.bind(vsockSockaddr({ cid: anyCid, port })).errno !== "EADDRINUSE") return;
  }
}
