import { RouseError } from "../errors/rouse-error.js";
import { parseUnsigned } from "../listen/environment-number.js";
import type { MessageSocketType } from "../sys/sockets/message-socket.js";

/** NOTIFY_SOCKET: where the service manager listens for messages. */
export type NotifyAddress =
  | { kind: "path"; text: string; path: string }
  | { kind: "abstract"; text: string; name: string }
  | { kind: "vsock"; text: string; cid: number; port: number; types: readonly MessageSocketType[] };

/** sun_path of unix(7), with the NUL before or after the name. */
const mostNameBytes = 108;
const u32Max = 2n ** 32n - 1n;

/**
 * Reads NOTIFY_SOCKET as sd_notify(3) does: `/path`, `@name`, `vsock:CID:PORT`, `vsock-stream:CID:PORT` and so on.
 * @throws NOTIFY_SOCKET_MALFORMED (errno EINVAL; ENAMETOOLONG for a path)
 */
export function parseNotifyAddress(text: string): NotifyAddress {
  if (text.startsWith("vsock")) return parseVsock(text);
  const isPath = text.startsWith("/");
  if (!isPath && !text.startsWith("@")) throw malformed(text, "which is neither a path nor a name");
  if (text.length < 2) throw malformed(text, "which has no name");
  if (Buffer.byteLength(text) + 1 > mostNameBytes)
    throw malformed(text, "which is longer than 107 bytes", isPath ? "ENAMETOOLONG" : "EINVAL");
  if (isPath) return { kind: "path", text, path: text };
  return { kind: "abstract", text, name: text.slice(1) };
}

/** A plain `vsock:` stands for the first of these types that the kernel supports. */
const vsockTypes: Record<string, readonly MessageSocketType[]> = {
  vsock: ["dgram", "seqpacket", "stream"],
  "vsock-dgram": ["dgram"],
  "vsock-seqpacket": ["seqpacket"],
  "vsock-stream": ["stream"],
};

function parseVsock(text: string): NotifyAddress {
  const [scheme = "", cidText = "", portText = "", ...rest] = text.split(":");
  const types = Object.hasOwn(vsockTypes, scheme) ? vsockTypes[scheme] : undefined;
  if (!types || rest.length > 0) throw malformed(text, "which is not vsock:CID:PORT");
  const cid = u32(cidText);
  const port = u32(portText);
  if (cid === undefined || port === undefined)
    throw malformed(text, "whose CID and PORT are not both numbers below 2^32");
  if (cid === Number(u32Max)) throw malformed(text, "whose CID means any machine");
  return { kind: "vsock", text, cid, port, types };
}

function u32(text: string): number | undefined {
  const value = parseUnsigned(text, "libsystemd");
  return typeof value === "bigint" && value <= u32Max ? Number(value) : undefined;
}

function malformed(value: string, problem: string, errno = "EINVAL"): RouseError {
  return new RouseError("NOTIFY_SOCKET_MALFORMED", { value, problem, errno });
}
