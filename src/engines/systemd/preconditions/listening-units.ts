import type { Address } from "../../../address/address.js";
import { findAddress } from "../../../address/parse-address.js";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { systemctl } from "../manager/systemctl.js";

/** A socket that a service manager holds. */
export interface ListeningUnit {
  scope: Scope;
  /** `ssh.socket` */
  unit: string;
  address: Address;
}

/** Returns what the managers of this user and of the system hold; nothing for one that cannot be asked. */
export async function readListeningUnits(): Promise<ListeningUnit[]> {
  const both = await Promise.all([readUnits("user"), readUnits("system")]);
  return both.flat();
}

async function readUnits(scope: Scope): Promise<ListeningUnit[]> {
  const text = await listSockets(scope);
  const rows: unknown = JSON.parse(text || "[]");
  return Array.isArray(rows) ? rows.flatMap((row: unknown) => parseRow(scope, row)) : [];
}

async function listSockets(scope: Scope): Promise<string> {
  try {
    return await systemctl(scope, "list-sockets", "--show-types", "--output=json");
  } catch (error) {
    if (error instanceof RouseError && unanswered.has(error.code)) return "";
    throw error;
  }
}

const unanswered = new Set(["SYSTEMCTL_MISSING", "MANAGER_UNREACHABLE", "SYSTEMCTL_FAILED"]);

function parseRow(scope: Scope, row: unknown): ListeningUnit[] {
  if (typeof row !== "object" || row === null) return [];
  const { listen, type, unit } = { listen: "", type: "", unit: "", ...row };
  const isText = [listen, type, unit].every((value) => typeof value === "string");
  const address = isText ? readAddress(listen, type) : undefined;
  return address === undefined ? [] : [{ scope, unit, address }];
}

const inetTypes: Record<string, string> = { Stream: "tcp:", Datagram: "udp:" };
const unixTypes: Record<string, string> = {
  Stream: "unix:",
  Datagram: "unix-dgram:",
  SequentialPacket: "unix-seqpacket:",
};

/** Returns undefined for what no service of ours can have: FIFOs, netlink, message queues, vsock. */
function readAddress(listen: string, type: string): Address | undefined {
  const prefix = (/^[/@]/.test(listen) ? unixTypes : inetTypes)[type];
  return prefix === undefined ? undefined : findAddress(prefix + unescapeName(listen));
}

/** systemd shows the name of a unix socket with C escapes: cescape() of its sources. */
function unescapeName(listen: string): string {
  const parts = listen.split(/(\\(?:[0-7]{3}|x[\da-f]{2}|.))/i);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? unescapePart(part) : Buffer.from(part))),
  ).toString();
}

function unescapePart(part: string): Buffer {
  const [, octal, hex, letter = ""] = /^\\(?:([0-7]{3})|x([\da-f]{2})|(.))$/i.exec(part) ?? [];
  if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)]);
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
  return Buffer.from(letters[letter] ?? letter);
}

const letters: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};
