import { errnoName } from "../libc/native.js";
import { type Attachments, controlOf } from "./control-message.js";
import { type MessageCalls, messageCalls } from "./message-calls.js";

/** Of <sys/socket.h>. */
export const socketTypes = { stream: 1, dgram: 2, seqpacket: 5 } as const;
export type MessageSocketType = keyof typeof socketTypes;

const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_SNDBUFFORCE = 32;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;

/** The name of an errno, where a call failed; otherwise what the call gave. */
export type Outcome = { errno: string } | { errno?: never; value: number };

/** A socket that never blocks its caller: what would block fails with EAGAIN or EINPROGRESS. */
export class MessageSocket {
  readonly #calls: MessageCalls;
  readonly #fd: number;

  private constructor(calls: MessageCalls, fd: number) {
    this.#calls = calls;
    this.#fd = fd;
  }

  /** @throws NATIVE_MISSING */
  static open(family: number, type: MessageSocketType): MessageSocket | { errno: string } {
    const calls = messageCalls();
    const fd = calls.socket(family, socketTypes[type] | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? { errno: errnoName() } : new MessageSocket(calls, fd);
  }

  /** As large as may be, without a word when it may not. */
  enlargeSendBuffer(bytes: number): void {
    const size = Int32Array.of(bytes);
    const { setsockopt } = this.#calls;
    if (setsockopt(this.#fd, SOL_SOCKET, SO_SNDBUFFORCE, size, 4) < 0)
      setsockopt(this.#fd, SOL_SOCKET, SO_SNDBUF, size, 4);
  }

  bind(address: Uint8Array): Outcome {
    return outcome(this.#calls.bind(this.#fd, address, address.length));
  }

  connect(address: Uint8Array): Outcome {
    return outcome(this.#calls.connect(this.#fd, address, address.length));
  }

  /** sendmsg(2), to `address` or, where that is null, to whom the socket is connected. */
  send(bytes: Uint8Array, address: Uint8Array | null, attachments: Attachments): Outcome {
    const control = controlOf(attachments);
    const header = {
      name: address,
      nameLength: address?.length ?? 0,
      parts: [{ base: bytes, length: bytes.length }],
      partCount: 1,
      control,
      controlLength: control?.length ?? 0,
      flags: 0,
    };
    return outcome(this.#calls.sendmsg(this.#fd, header, MSG_DONTWAIT | MSG_NOSIGNAL));
  }

  /** How many bytes came, at most one; 0 is the end. */
  receive(): Outcome {
    return outcome(this.#calls.recv(this.#fd, Buffer.alloc(1), 1, MSG_DONTWAIT));
  }

  endSending(): Outcome {
    return outcome(this.#calls.shutdown(this.#fd, SHUT_WR));
  }

  close(): void {
    this.#calls.close(this.#fd);
  }
}

function outcome(value: number): Outcome {
  return value < 0 ? { errno: errnoName() } : { value };
}
