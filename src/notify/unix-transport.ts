import { AF_UNIX, abstractSockaddr, pathSockaddr } from "../sys/sockaddr/encode-sockaddr.js";
import type { Attachments } from "../sys/sockets/control-message.js";
import { MessageSocket, type Outcome } from "../sys/sockets/message-socket.js";
import { credentialsFor } from "./credentials.js";
import { failure } from "./failure.js";
import type { Message } from "./message.js";
import { inOrder } from "./message-queue.js";
import type { NotifyAddress } from "./notify-address.js";

export interface Delivery {
  /** On whose behalf; that of another process takes CAP_SYS_ADMIN. */
  pid: number | undefined;
  timeoutMs: number;
}

type UnixAddress = Extract<NotifyAddress, { kind: "path" | "abstract" }>;

/** As large as that of libsystemd: a message with many descriptors must fit. */
const sendBufferBytes = 8 * 1024 * 1024;

/** One datagram from a socket of its own. @throws NOTIFY_FAILED, NATIVE_MISSING */
export function sendOverUnix(address: UnixAddress, message: Message, delivery: Delivery) {
  const credentials = credentialsFor(delivery.pid);
  const attachments = credentials ? { fds: message.fds, credentials } : { fds: message.fds };
  const attempt = () => sendOnce(address, Buffer.from(message.text), attachments);
  const late = () => failure(address, "sendmsg", "EAGAIN");
  return inOrder(attempt, delivery.timeoutMs, late);
}

/** False when the receiver has no room now. */
function sendOnce(address: UnixAddress, bytes: Buffer, attachments: Attachments): boolean {
  const socket = MessageSocket.open(AF_UNIX, "dgram");
  if (!(socket instanceof MessageSocket)) throw failure(address, "socket", socket.errno);
  try {
    socket.enlargeSendBuffer(sendBufferBytes);
    const sent = sendAs(socket, sockaddrOf(address), bytes, attachments);
    if (sent.errno === "EAGAIN") return false;
    if (sent.errno !== undefined) throw failure(address, "sendmsg", sent.errno);
    if (sent.value !== bytes.length) throw failure(address, "sendmsg", "EIO");
    return true;
  } finally {
    socket.close();
  }
}

/** Whoever may not say who they are says nothing about it, as libsystemd: the kernel says it then. */
function sendAs(
  socket: MessageSocket,
  to: Buffer,
  bytes: Buffer,
  attachments: Attachments,
): Outcome {
  const { fds, credentials } = attachments;
  const sent = socket.send(bytes, to, attachments);
  if (!credentials || sent.errno === undefined || sent.errno === "EAGAIN") return sent;
  return socket.send(bytes, to, { fds });
}

function sockaddrOf(address: UnixAddress): Buffer {
  return address.kind === "path" ? pathSockaddr(address.path) : abstractSockaddr(address.name);
}
