import type { Report } from "../rouse-exec/report.js";
import { reportedAddress } from "../rouse-exec/reported-address.js";
import { quoteCommand } from "../sys/programs/quote-command.js";

type Socket = Report["sockets"][number];
type Elsewhere = NonNullable<Report["elsewhere"]>[number];

/** Sockets whose clients wait in vain, and what is known of that. */
export interface Unserved {
  /** One or more. */
  sockets: readonly Socket[];
  /** Whether a client was seen to wait at each of them. */
  isWaitedAt: boolean;
  /** What the program listens on in their place. */
  instead: Elsewhere | undefined;
  /** What else to tell rouse, as `--map=…` or `--listen …`; undefined where nothing is sure to help. */
  cure: Cure | undefined;
  /** A program that starts may bind other ports first, or start a helper that does. */
  mayStillLoad: boolean;
}

type Cure = { map: string } | { listen: string };

/**
 * Finds the sockets whose clients wait in vain. Of a program that serves, those are the ones that it has not taken; of
 * one that starts, none before it has closed one or listens elsewhere, since until then it may be loading. Where the
 * report tells at which of them a client waits, the others are left out.
 */
export function findUnserved(report: Report): Unserved | undefined {
  const lacking = lackingOf(report);
  const waitedAt = lacking.filter(({ in_vain: inVain }) => inVain);
  const sockets = waitedAt.length > 0 ? waitedAt : lacking;
  const [socket, ...others] = sockets;
  if (socket === undefined) return undefined;
  const instead = findInstead(socket, report);
  const cure = others.length > 0 || instead === undefined ? undefined : cureFor(socket, report);
  const mayStillLoad =
    report.state === "starting" && instead !== undefined && !isOfPort(instead, socket);
  return { sockets, isWaitedAt: waitedAt.length > 0, instead, cure, mayStillLoad };
}

function lackingOf({ state, sockets, elsewhere = [] }: Report): Socket[] {
  const lacking = sockets.filter(({ adopted }) => !adopted);
  if (state === "running") return lacking;
  if (state !== "starting") return [];
  const isElsewhere = elsewhere.length > 0 && !sockets.some(({ listening }) => listening);
  return isElsewhere ? lacking : lacking.filter((one) => one.in_vain || one.closed);
}

/**
 * Finds what the program listens on in place of a passed socket: on its port, with its type, or with the same kind of
 * transport. rouse-exec/life/in_vain.c prefers in the same order.
 */
export function findInstead(socket: Socket, { elsewhere = [] }: Report): Elsewhere | undefined {
  return (
    elsewhere.find((one) => isOfPort(one, socket)) ??
    elsewhere.find(({ type }) => type === socket.type) ??
    elsewhere.find(({ type }) => transportOf(type) === transportOf(socket.type))
  );
}

/** What socket(2) calls the type: SOCK_STREAM of tcp and unix, SOCK_DGRAM of udp and unix-dgram. */
function transportOf(type: string): string {
  return { tcp: "stream", unix: "stream", udp: "datagram", "unix-dgram": "datagram" }[type] ?? type;
}

/** A socket of the program that is one of several of another port need not be the one that the clients want. */
function cureFor(socket: Socket, report: Report): Cure | undefined {
  const instead = findInstead(socket, report);
  if (instead === undefined) return undefined;
  if (isIPv4Instead(socket, instead)) return { listen: ofOwnFamily(socket, instead) };
  const alike = report.elsewhere?.filter(({ type }) => type === socket.type) ?? [];
  const option = mapOption(socket, instead);
  const isSure = option !== undefined && (alike.length === 1 || isOfPort(instead, socket));
  return isSure ? { map: option } : undefined;
}

/** An IPv4 program misreads the clients of an IPv6 socket, and is to have a socket of its own family. */
export function isIPv4Instead(socket: Socket, instead: Elsewhere): boolean {
  return isOfPort(socket, instead) && isIPv6(socket) && !isIPv6(instead);
}

/** The socket of 127.0.0.1 answers a bind of 0.0.0.0 as well, and opens to no more than [::1] does. */
function ofOwnFamily(socket: Socket, instead: Elsewhere): string {
  const isLoopback = socket.address.startsWith("[::1]:");
  const address = isLoopback
    ? instead.address.replace(/^0\.0\.0\.0:/, "127.0.0.1:")
    : instead.address;
  return reportedAddress({ ...instead, address });
}

/**
 * Returns the option that has a bind of the program take the socket, `--map=127.0.0.1:9090=web`; undefined where its own
 * socket is of another type, or of another family with which it cannot read or answer its clients.
 */
export function mapOption(socket: Socket, bind: Elsewhere): string | undefined {
  const crosses = isIPv6(socket) !== isIPv6(bind) && (isIPv6(socket) || socket.type === "udp");
  if (bind.type !== socket.type || crosses) return undefined;
  return quoteCommand([`--map=${bind.address}=${socket.name}`]);
}

/**
 * Returns the address of the same port that the program took in place of `socket`, because it listens on one socket for
 * both families, or speaks one of them only.
 */
export function findServed(socket: Socket, { sockets }: Report): string | undefined {
  if (socket.adopted) return undefined;
  const served = sockets.find((one) => one.adopted && isOfPort(one, socket));
  return served && reportedAddress(served);
}

function isOfPort(one: Elsewhere, other: Elsewhere): boolean {
  const isInet = one.type === "tcp" || one.type === "udp";
  return isInet && one.type === other.type && portOf(one.address) === portOf(other.address);
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":"));
}

function isIPv6({ address }: Elsewhere): boolean {
  return address.startsWith("[");
}
