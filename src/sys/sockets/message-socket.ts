import { errnoName } from "../libc/native.js";
import { SOCK_CLOEXEC, SOCK_NONBLOCK, SOL_SOCKET, types } from "../libc/socket-numbers.js";
import { type Attachments, controlMessages } from "./control-message.js";
import { type MessageCalls, messageCalls } from "./message-calls.js";

export type MessageSocketType = "stream" | "dgram" | "seqpacket";

const SO_SNDBUF = 7;
const SO_SNDBUFFORCE = 32;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;

/** The value that a call returned, or the name of the errno with which it failed. */
export type CallResult = { errno: string } | { errno?: never; value: number };

/** A socket that never blocks its caller: a call that would block fails with EAGAIN or EINPROGRESS. */
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
    const fd = calls.socket(family, types[type] | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? { errno: errnoName() } : new MessageSocket(calls, fd);
  }

  /** Makes the buffer this large where we may, else as large as the kernel allows, and reports neither. */
  enlargeSendBuffer(bytes: number): void {
    const size = Int32Array.of(bytes);
    const { setsockopt } = this.#calls;
    if (setsockopt(this.#fd, SOL_SOCKET, SO_SNDBUFFORCE, size, 4) < 0)
      setsockopt(this.#fd, SOL_SOCKET, SO_SNDBUF, size, 4);
  }

  bind(address: Uint8Array): CallResult {
    return resultOf(this.#calls.bind(this.#fd, address, address.length));
  }

  connect(address: Uint8Array): CallResult {
    return resultOf(this.#calls.connect(this.#fd, address, address.length));
  }

  /** Calls sendmsg(2), to `address` or, where that is null, to the peer of a connected socket. */
  send(bytes: Uint8Array, address: Uint8Array | null, attachments: Attachments): CallResult {
    const control = controlMessages(attachments);
    const header = {
      name: address,
      nameLength: address?.length ?? 0,
      parts: [{ base: bytes, length: bytes.length }],
      partCount: 1,
      control,
      controlLength: control?.length ?? 0,
      flags: 0,
    };
    return resultOf(this.#calls.sendmsg(this.#fd, header, MSG_DONTWAIT | MSG_NOSIGNAL));
  }

  /** Returns the number of bytes that came, at most one; 0 is the end. */
  receive(): CallResult {
    return resultOf(this.#calls.recv(this.#fd, Buffer.alloc(1), 1, MSG_DONTWAIT));
  }

  /** Returns a whole datagram of at most `size` bytes; undefined where none waits. Descriptors in it are closed. */
  receiveDatagram(size: number): Buffer | undefined {
    const buffer = Buffer.alloc(size);
    const length = this.#calls.recv(this.#fd, buffer, size, MSG_DONTWAIT);
    return length < 0 ? undefined : buffer.subarray(0, length);
  }

  endSending(): CallResult {
    return resultOf(this.#calls.shutdown(this.#fd, SHUT_WR));
  }

  close(): void {
    this.#calls.close(this.#fd);
  }
}

function resultOf(value: number): CallResult {
  return value < 0 ? { errno: errnoName() } : { value };
}
