import { useOfSockets } from "../address/use-of-sockets.js";
import type { Report } from "../rouse-exec/report.js";
import { findTcpConnections, type TcpConnection } from "../sys/socket-tables/tcp-connections.js";
import {
  countUnixConnections,
  type UnixConnections,
} from "../sys/socket-tables/unix-connections.js";

/** The clients that are connected to a service now, as far as this network namespace shows them. */
export interface Connected {
  count: number;
  /** How many of them no process has accepted yet. */
  unaccepted: number;
  /** The TCP connections; the kernel does not show the client of a unix socket. */
  tcp: TcpConnection[];
}

/**
 * Finds the connections of each report that has a socket for them, and not only for datagrams; the kernel is asked once
 * for all.
 */
export function findConnected(all: readonly Report[]): Map<Report, Connected> {
  const reports = all.filter(({ sockets }) => useOfSockets(sockets) !== "datagram");
  const listeners = reports.map(listenersOf);
  const tcp = findTcp(listeners.flatMap((one) => one.tcp));
  const hasUnix = listeners.some((one) => one.unix.length > 0);
  const unix = hasUnix ? countUnixConnections() : new Map<string, UnixConnections>();
  return new Map(
    reports.map((report, index) => {
      const { tcp: own = [], unix: names = [] } = listeners[index] ?? {};
      const found = tcp.filter((one) => own.some((listener) => accepted(listener, one)));
      const others = names.map((name) => unix.get(name) ?? none);
      const waiting = found.filter(({ inode }) => inode === 0).length;
      const count = others.reduce((sum, one) => sum + one.count, found.length);
      const unaccepted = others.reduce((sum, one) => sum + one.unaccepted, waiting);
      return [report, { count, unaccepted, tcp: found }];
    }),
  );
}

/** Returns what rouse-exec counted last; undefined for a service of datagrams alone, for which it counts 0. */
export function reportedConnections({
  sockets,
  connections,
}: Pick<Report, "sockets" | "connections">): number | undefined {
  return useOfSockets(sockets) === "datagram" ? undefined : (connections ?? undefined);
}

const none: UnixConnections = { count: 0, unaccepted: 0 };

function findTcp(listeners: readonly TcpListener[]): TcpConnection[] {
  const [six, four] = [listeners.filter(isIPv6), listeners.filter((one) => !isIPv6(one))];
  const portsOf = (some: readonly TcpListener[]) => new Set(some.map(({ port }) => port));
  return [
    ...findTcpConnections("ipv4", portsOf(four)),
    ...findTcpConnections("ipv6", portsOf(six)),
  ];
}

function isIPv6({ host }: TcpListener): boolean {
  return host.includes(":");
}

interface TcpListener {
  host: string;
  port: number;
}

/** Reads the addresses of a report; one that cannot be read counts no connections. */
function listenersOf({ sockets }: Report): { tcp: TcpListener[]; unix: string[] } {
  const tcp = sockets.filter(({ type }) => type === "tcp");
  const unix = sockets.filter(({ type }) => type === "unix" || type === "unix-seqpacket");
  return {
    tcp: tcp.flatMap(({ address }) => {
      const [, six, four, port] = /^(?:\[(.+)\]|([\d.]+)):(\d+)$/.exec(address) ?? [];
      const host = six ?? four;
      return host === undefined ? [] : { host, port: Number(port) };
    }),
    unix: unix.map(({ address }) => address),
  };
}

/** A socket on every IPv6 address may take IPv4 clients as well, which the kernel shows as `::ffff:1.2.3.4`. */
function accepted({ host, port }: TcpListener, connection: TcpConnection): boolean {
  if (connection.port !== port) return false;
  if (host === "0.0.0.0") return connection.family === "ipv4";
  if (host === "::") return connection.family === "ipv6";
  return connection.host === host.replace(/%.*/, "");
}
