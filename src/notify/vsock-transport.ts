import { families } from "../sys/libc/socket-numbers.js";
import { vsockSockaddr } from "../sys/sockaddr/encode-sockaddr.js";
import { MessageSocket, type MessageSocketType } from "../sys/sockets/message-socket.js";
import type { Message } from "./message.js";
import { enqueue } from "./message-queue.js";
import type { NotifyAddress } from "./notify-address.js";
import { notifyFailed } from "./notify-errors.js";
import { type FailedCall, repeatCall, sendOverConnection } from "./send-over-connection.js";

type VsockAddress = Extract<NotifyAddress, { kind: "vsock" }>;

/** The errnos by which a kernel or its hypervisor reports that it has no such socket. */
const unsupported = new Set([
  ...["ENODEV", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "ENOPROTOOPT", "EAFNOSUPPORT"],
  ...["EPFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT"],
  // The spelling of errnoName for two that Node has no name for: ESOCKTNOSUPPORT and EPFNOSUPPORT.
  ...["errno 94", "errno 96"],
]);

/**
 * Sends a message to the service manager of the machine whose guest this one is.
 * @throws NOTIFY_FAILED, NATIVE_MISSING
 */
export function sendOverVsock(address: VsockAddress, message: Message, timeoutMs: number) {
  if (message.fds.length > 0)
    throw notifyFailed(address.text, "passing descriptors to it", "EOPNOTSUPP");
  return enqueue(() => sendByFirstType(address, Buffer.from(message.text), timeoutMs));
}

async function sendByFirstType(address: VsockAddress, bytes: Buffer, timeoutMs: number) {
  let failed: FailedCall | undefined;
  for (const type of address.types) {
    failed = await sendAs(type, address, bytes, timeoutMs);
    if (!failed || !unsupported.has(failed.errno)) break;
  }
  if (failed) throw notifyFailed(address.text, failed.call, failed.errno);
}

async function sendAs(
  type: MessageSocketType,
  address: VsockAddress,
  bytes: Buffer,
  timeoutMs: number,
): Promise<FailedCall | undefined> {
  const socket = MessageSocket.open(families.vsock, type);
  if (!(socket instanceof MessageSocket)) return { call: "socket", errno: socket.errno };
  const to = vsockSockaddr(address);
  try {
    bindPrivileged(socket);
    if (type !== "dgram") return await sendOverConnection(socket, to, bytes, timeoutMs);
    const end = performance.now() + timeoutMs;
    return await repeatCall("sendmsg", () => socket.send(bytes, to, { fds: [] }), end);
  } finally {
    socket.close();
  }
}

/** The host believes only senders that could bind a port below 1024. Without the right to, any port is used. */
function bindPrivileged(socket: MessageSocket): void {
  const anyCid = 0xffffffff;
  for (let port = 1023; port > 0; port--) {
    if (socket.bind(vsockSockaddr({ cid: anyCid, port })).errno !== "EADDRINUSE") return;
  }
}
