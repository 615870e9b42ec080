import { families } from "../sys/libc/socket-numbers.js";
import { abstractSockaddr, pathSockaddr } from "../sys/sockaddr/encode-sockaddr.js";
import type { Attachments, Credentials } from "../sys/sockets/control-message.js";
import { type CallResult, MessageSocket } from "../sys/sockets/message-socket.js";
import type { Message } from "./message.js";
import { sendInOrder } from "./message-queue.js";
import type { NotifyAddress } from "./notify-address.js";
import { notifyFailed } from "./notify-errors.js";

interface Delivery {
  /** The process on whose behalf the message is sent; that of another takes CAP_SYS_ADMIN. */
  pid: number | undefined;
  timeoutMs: number;
}

type UnixAddress = Extract<NotifyAddress, { kind: "path" | "abstract" }>;

/** As large as that of libsystemd: a message with many descriptors must fit. */
const sendBufferBytes = 8 * 1024 * 1024;

/** Sends one datagram from a socket of its own. @throws NOTIFY_FAILED, NATIVE_MISSING */
export function sendOverUnix(address: UnixAddress, message: Message, delivery: Delivery) {
  const credentials = credentialsFor(delivery.pid);
  const attachments = credentials ? { fds: message.fds, credentials } : { fds: message.fds };
  const attempt = () => sendOnce(address, Buffer.from(message.text), attachments);
  const late = () => notifyFailed(address.text, "sendmsg", "EAGAIN");
  return sendInOrder(attempt, delivery.timeoutMs, late);
}

/**
 * Returns what has to be said about the sender where the kernel would say something else: without SCM_CREDENTIALS it
 * fills in our pid and our effective ids.
 */
function credentialsFor(pid: number = process.pid): Credentials | undefined {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const isPlain = pid === process.pid && uid === process.geteuid?.() && gid === process.getegid?.();
  return isPlain ? undefined : { pid, uid, gid };
}

/** Returns false when the receiver has no room now. */
function sendOnce(address: UnixAddress, bytes: Buffer, attachments: Attachments): boolean {
  const failed = (call: string, errno: string) => notifyFailed(address.text, call, errno);
  const socket = MessageSocket.open(families.unix, "dgram");
  if (!(socket instanceof MessageSocket)) throw failed("socket", socket.errno);
  try {
    socket.enlargeSendBuffer(sendBufferBytes);
    const sent = sendAs(socket, sockaddrOf(address), bytes, attachments);
    if (sent.errno === "EAGAIN") return false;
    if (sent.errno !== undefined) throw failed("sendmsg", sent.errno);
    if (sent.value !== bytes.length) throw failed("sendmsg", "EIO");
    return true;
  } finally {
    socket.close();
  }
}

/** Where we may not send these credentials we send none, like libsystemd; the kernel then fills them in. */
function sendAs(
  socket: MessageSocket,
  to: Buffer,
  bytes: Buffer,
  attachments: Attachments,
): CallResult {
  const { fds, credentials } = attachments;
  const sent = socket.send(bytes, to, attachments);
  if (!credentials || sent.errno === undefined || sent.errno === "EAGAIN") return sent;
  return socket.send(bytes, to, { fds });
}

function sockaddrOf(address: UnixAddress): Buffer {
  return address.kind === "path" ? pathSockaddr(address.path) : abstractSockaddr(address.name);
}
