import { AF_VSOCK, vsockSockaddr } from "../sys/message-address.js";
import { MessageSocket, type MessageSocketType, type Outcome } from "../sys/message-socket.js";
import type { NotifyAddress } from "./address.js";
import { failure } from "./failure.js";
import type { Message } from "./message.js";
import { patiently, queued } from "./patience.js";

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
  for (const [index, type] of address.types.entries()) {
    const isLast = index === address.types.length - 1;
    const isSent = await trySend(address, type, bytes, timeoutMs, isLast);
    if (isSent) return;
  }
}

/** False when there is no such socket here and another type may be tried. */
async function trySend(
  address: VsockAddress,
  type: MessageSocketType,
  bytes: Buffer,
  timeoutMs: number,
  isLast: boolean,
): Promise<boolean> {
  const socket = MessageSocket.open(AF_VSOCK, type);
  if (!(socket instanceof MessageSocket)) {
    if (!isLast && unsupported.has(socket.errno)) return false;
    throw failure(address, "socket", socket.errno);
  }
  const exchange = new Exchange(socket, address, timeoutMs);
  try {
    return await exchange.run(type, bytes, !isLast);
  } finally {
    socket.close();
  }
}

class Exchange {
  readonly #socket: MessageSocket;
  readonly #address: VsockAddress;
  readonly #timeoutMs: number;

  constructor(socket: MessageSocket, address: VsockAddress, timeoutMs: number) {
    this.#socket = socket;
    this.#address = address;
    this.#timeoutMs = timeoutMs;
  }

  async run(type: MessageSocketType, bytes: Buffer, mayBeUnsupported: boolean): Promise<boolean> {
    bindPrivileged(this.#socket);
    const to = vsockSockaddr(this.#address);
    const begin = () => this.#begin(type, to, bytes);
    const errno = await this.#until(begin);
    if (errno === undefined) {
      if (type !== "dgram") await this.#finish(type, bytes);
      return true;
    }
    if (mayBeUnsupported && unsupported.has(errno)) return false;
    throw failure(this.#address, type === "dgram" ? "sendmsg" : "connect", errno);
  }

  #begin(type: MessageSocketType, to: Buffer, bytes: Buffer): Outcome {
    return type === "dgram" ? this.#socket.send(bytes, to, { fds: [] }) : this.#socket.connect(to);
  }

  /** Sent, said that it was all, and heard that it was read. */
  async #finish(type: MessageSocketType, bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      let sent = 0;
      const send = () => {
        const outcome = this.#socket.send(rest, null, { fds: [] });
        if (outcome.errno === undefined) sent = outcome.value;
        return outcome;
      };
      this.#refuse("sendmsg", await this.#until(send));
      if (type === "seqpacket" && sent !== rest.length) this.#refuse("sendmsg", "EIO");
      rest = rest.subarray(sent);
    }
    this.#refuse("shutdown", this.#socket.endSending().errno);
    this.#refuse("recv", await this.#until(() => this.#readEnd()));
  }

  #readEnd(): Outcome {
    const got = this.#socket.receive();
    return got.errno === undefined && got.value > 0 ? { errno: "EPROTO" } : got;
  }

  #refuse(call: string, errno: string | undefined): void {
    if (errno !== undefined) throw failure(this.#address, call, errno);
  }

  /** The errno that is final, or undefined when it was done. */
  async #until(call: () => Outcome): Promise<string | undefined> {
    let errno: string | undefined;
    const attempt = () => {
      errno = call().errno;
      if (errno === "EISCONN") errno = undefined;
      return errno === undefined || !underWay.has(errno);
    };
    await patiently(attempt, this.#timeoutMs, () => failure(this.#address, "it", "ETIMEDOUT"));
    return errno;
  }
}

const underWay = new Set(["EAGAIN", "EINPROGRESS", "EALREADY", "EINTR"]);

/** The host believes only who could take a port below 1024; without the right, any port. */
function bindPrivileged(socket: MessageSocket): void {
  const anyCid = 0xffffffff;
  for (let port = 1023; port > 0; port--) {
    if (socket.bind(vsockSockaddr({ cid: anyCid, port })).errno !== "EADDRINUSE") return;
  }
}
