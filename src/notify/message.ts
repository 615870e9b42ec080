import { RouseError } from "../errors/rouse-error.js";
import { notifyMalformed, shown } from "./notify-errors.js";

/** A datagram: lines of NAME=VALUE, and the descriptors that travel beside them. */
export interface Message {
  text: string;
  fds: readonly number[];
}

/** NOTIFY_BUFFER_MAX of systemd, which drops a longer message without telling its sender. */
const mostBytes = 4096;
/** SCM_MAX_FD of the kernel. */
const mostFds = 253;

/**
 * Refuses a message that would be dropped on its way.
 * @throws NOTIFY_TOO_MANY_FDS (E2BIG), NOTIFY_MALFORMED (EINVAL, EBADF), NOTIFY_TOO_LONG (EMSGSIZE)
 */
export function checkMessage({ text, fds }: Message): void {
  checkDescriptors(fds);
  if (typeof text !== "string" || text === "")
    throw notifyMalformed("nothing", `expected lines of NAME=VALUE, got ${shown(text)}`);
  if (text.includes("\0"))
    throw notifyMalformed(shown(text), "a NUL in it makes the service manager drop the message");
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) throw new RouseError("NOTIFY_TOO_LONG", { bytes, errno: "EMSGSIZE" });
}

function checkDescriptors(fds: unknown): void {
  if (!Array.isArray(fds))
    throw notifyMalformed("descriptors", `expected an array, got ${shown(fds)}`);
  const count = fds.length;
  if (count > mostFds) throw new RouseError("NOTIFY_TOO_MANY_FDS", { count, errno: "E2BIG" });
  for (const fd of fds) {
    if (!Number.isInteger(fd) || fd < 0 || fd > 0x7fffffff)
      throw notifyMalformed(
        "descriptors",
        `expected numbers of open ones, got ${shown(fd)}`,
        "EBADF",
      );
  }
}
