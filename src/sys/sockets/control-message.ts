import { SOL_SOCKET } from "../libc/socket-numbers.js";

/** SCM_CREDENTIALS of unix(7): on whose behalf a message is sent. */
export interface Credentials {
  pid: number;
  uid: number;
  gid: number;
}

/** The descriptors and credentials that travel beside the bytes of a message. */
export interface Attachments {
  fds: readonly number[];
  credentials?: Credentials;
}

const SCM_RIGHTS = 1;
const SCM_CREDENTIALS = 2;

/** Returns the control messages of cmsg(3); null when nothing is attached. */
export function controlMessages({ fds, credentials }: Attachments): Buffer | null {
  const parts: Buffer[] = [];
  if (fds.length > 0) parts.push(controlMessage(SCM_RIGHTS, fds));
  if (credentials) {
    const { pid, uid, gid } = credentials;
    parts.push(controlMessage(SCM_CREDENTIALS, [pid, uid, gid]));
  }
  return parts.length > 0 ? Buffer.concat(parts) : null;
}

/** A cmsghdr is a size_t and two ints; the next one begins at a multiple of 8. */
function controlMessage(type: number, words: readonly number[]): Buffer {
  const length = 16 + 4 * words.length;
  const message = Buffer.alloc(Math.ceil(length / 8) * 8);
  message.writeBigUInt64LE(BigInt(length), 0);
  message.writeInt32LE(SOL_SOCKET, 8);
  message.writeInt32LE(type, 12);
  // Unsigned, because user ids go up to 2^32 - 2.
  for (const [index, word] of words.entries()) message.writeUInt32LE(word, 16 + 4 * index);
  return message;
}
