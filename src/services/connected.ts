import type { Report } from "../rouse-exec/report.js";
import { findTcpConnections, type TcpConnection } from "../sys/socket-tables/tcp-connections.js";
import { countUnixConnections } from "../sys/socket-tables/unix-connections.js";

/** Who is connected to a service now, as far as this network namespace shows it. */
export interface Connected {
  count: number;
  /** Of TCP; who is at the other end of a unix socket is not shown. */
  tcp: TcpConnection[];
}

/** Of each report its connections; the kernel is asked once for all of them. */
export function findConnected(reports: readonly Report[]): Map<Report, Connected> {
  const places = reports.map(placesOf);
  const tcp = findTcp(places.flatMap((place) => place.tcp));
  const unix = places.some((place) => place.unix.length > 0) ? countUnixConnections() : new Map();
  return new Map(
    reports.map((report, index) => {
      const { tcp: own = [], unix: names = [] } = places[index] ?? {};
      const found = tcp.filter((one) => own.some((place) => isAt(place, one)));
      const others = names.reduce((sum, name) => sum + (unix.get(name) ?? 0), 0);
      return [report, { count: found.length + others, tcp: found }];
    }),
  );
}

function findTcp(places: readonly Place[]): TcpConnection[] {
  const [six, four] = [places.filter(isIPv6), places.filter((place) => !isIPv6(place))];
  const portsOf = (some: readonly Place[]) => new Set(some.map(({ port }) => port));
  return [
    ...findTcpConnections("ipv4", portsOf(four)),
    ...findTcpConnections("ipv6", portsOf(six)),
  ];
}

function isIPv6({ host }: Place): boolean {
  return host.includes(":");
}

interface Place {
  host: string;
  port: number;
}

/** What cannot be read has no connections: the report may be of a service that nobody checked. */
function placesOf({ sockets }: Report): { tcp: Place[]; unix: string[] } {
  const tcp = sockets.filter(({ type }) => type === "tcp");
  const unix = sockets.filter(({ type }) => type === "unix" || type === "unix-seqpacket");
  return {
    tcp: tcp.flatMap(({ address }) => {
      const [, six, four, port] = /^(?:\[(.+)\]|([\d.]+)):(\d+)$/.exec(address) ?? [];
      const host = six ?? four;
      return host === undefined ? [] : { host, port: Number(port) };
    }),
    unix: unix.map(({ address }) => address.replace(/^unix-seqpacket:/, "")),
  };
}

/** A socket of every IPv6 address may take IPv4 as well, which then is shown as `::ffff:1.2.3.4`. */
function isAt({ host, port }: Place, connection: TcpConnection): boolean {
  if (connection.port !== port) return false;
  if (host === "0.0.0.0") return connection.family === "ipv4";
  if (host === "::") return connection.family === "ipv6";
  return connection.host === host.replace(/%.*/, "");
}
