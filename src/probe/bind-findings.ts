import type { InetAddress } from "../address/address.js";
import { formatBareAddress } from "../address/address.js";
import { formatHostPort } from "../sys/sockaddr/socket-address.js";
import type { Bind } from "./binds.js";
import type { ProbedProgram } from "./probed-program.js";

export function inUse({ text, holder }: Bind): string {
  const who =
    holder === undefined
      ? "a process of another user has it"
      : `process ${holder.pid} (${holder.name}) has it`;
  return `${text}: the program could not bind it, since ${who}: stop it, or give the program another address`;
}

export function chosenPort({ text }: Bind): string {
  return `${text}: the kernel chose this port and will choose another one the next time: give the program a fixed one`;
}

export function closedAgain({ text }: Bind): string {
  return `${text}: the program listened there and closed it again: left out`;
}

export function notListening({ text, type }: Bind): string | undefined {
  if (type === "udp") return undefined;
  return `${text}: the program does not listen there, or its bind failed: left out; what it prints may say why`;
}

export function unfit({ text, type }: Bind): string {
  return `${text} (${type}): no unit of Rouse can hold it: left out`;
}

export function privileged({ binds, scope, firstOpenPort }: ProbedProgram): string[] {
  if (scope === "system") return [];
  const low = inetOf(binds).filter(({ port }) => port < firstOpenPort);
  return low.map(
    (address) =>
      `${formatBareAddress(address)}: ports below ${firstOpenPort} are for root: make it a service of the system with ` +
      "--system, or give the program a higher port",
  );
}

export function wildcard({ binds }: ProbedProgram): string[] {
  const inet = inetOf(binds);
  const wide = inet.filter(({ host }) => host in loopback);
  if (wide.length === 0) return [];
  const narrow = wide
    .filter((address) => !(address.host === "::" && isAnsweredByIpv4(address, inet)))
    .map((address) => ({ ...address, host: loopbackFor(address, binds) }));
  const instead = narrow.map(formatBareAddress).join(" and ");
  return [
    `${wide.map(formatBareAddress).join(", ")}: every client that can reach this machine can connect; for this machine only, use ` +
      `${instead} instead: the program need not change`,
  ];
}

const loopback: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** A bind of [::] takes the TCP socket of 127.0.0.1 too. */
function isAnsweredByIpv4({ type, port }: InetAddress, inet: readonly InetAddress[]): boolean {
  return (
    type === "tcp" && inet.some((other) => isTwin({ type, host: "::", port }, other, "0.0.0.0"))
  );
}

/**
 * A program that binds [::] for both families takes a TCP socket of 127.0.0.1, where a client of localhost comes as well
 * when it finds nobody at ::1. On an IPv4 socket of UDP it could not answer: it needs an IPv6 socket for IPv4 clients.
 */
function loopbackFor(address: InetAddress, binds: readonly Bind[]): string {
  const isBoth = binds.some((bind) => bind.address === address && !bind.isIpv6Only);
  if (address.host === "::" && isBoth) {
    return address.type === "udp" ? "::ffff:127.0.0.1" : "127.0.0.1";
  }
  return loopback[address.host] ?? "";
}

export function ipv6Only({ binds }: ProbedProgram): string[] {
  const inet = inetOf(binds);
  return binds
    .filter(
      ({ state, isIpv6Only, text }) =>
        state === "listens" && isIpv6Only && text.startsWith("[::]:"),
    )
    .filter(({ address }) => !inet.some((other) => isTwin(address, other, "0.0.0.0")))
    .map(
      ({ text }) =>
        `${text}: the program accepts IPv6 only, and the unit's socket will accept IPv4 too`,
    );
}

export function bothFamilies({ binds }: ProbedProgram): string[] {
  const inet = inetOf(binds);
  return inet
    .filter(
      (address) => address.host === "0.0.0.0" && inet.some((other) => isTwin(address, other, "::")),
    )
    .map(
      ({ port, type }) =>
        `port ${port} (${type}): the program has a socket for IPv4 and one for IPv6 only` +
        (type === "tcp" ? "; one of the two is enough if all clients use its family" : ""),
    );
}

export function tcpAndUdp({ binds }: ProbedProgram): string[] {
  const inet = inetOf(binds);
  const tcp = inet.filter(({ type }) => type === "tcp");
  const both = tcp.filter(({ host, port }) =>
    inet.some((other) => other.type === "udp" && other.host === host && other.port === port),
  );
  return both.map(
    ({ host, port }) =>
      `${formatHostPort(host, port)}: a socket for TCP and one for UDP; a datagram wakes the program as a connection does`,
  );
}

export function severalWorkers({ text, sockets }: Bind): string | undefined {
  if (sockets < 2) return undefined;
  return `${text}: the program has ${sockets} sockets there (SO_REUSEPORT, one per worker): all of them will become the unit's one socket`;
}

export function abstract({ text, address }: Bind): string | undefined {
  if (address === undefined || !("abstract" in address)) return undefined;
  return `${text}: an abstract name has no owner and no mode: every user of this machine can connect`;
}

export function renamed({ text, address }: Bind): string | undefined {
  if (address === undefined || !("path" in address) || address.path === text) return undefined;
  return `${address.path}: the program binds another name, ${text}, and renames it`;
}

export function sharedPath({ address }: Bind): string | undefined {
  if (address === undefined || !("path" in address) || address.mode === undefined) return undefined;
  const mode = address.mode.toString(8).padStart(4, "0");
  return `${address.path}: the program lets other users connect; the unit does too, with ,mode=${mode}`;
}

/** Returns the TCP and UDP addresses that clients can connect to. */
function inetOf(binds: readonly Bind[]): InetAddress[] {
  const addresses = binds.flatMap(({ state, address }) => (state === "listens" && address) || []);
  return addresses.filter((address) => "port" in address);
}

function isTwin(address: Bind["address"], other: InetAddress, host: string): boolean {
  if (address === undefined || !("port" in address)) return false;
  return other.host === host && other.type === address.type && other.port === address.port;
}
