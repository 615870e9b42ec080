import { net } from "../lazy-node-modules.js";
import { hostBytes, type InetRow, parseInetTable, portOf } from "./inet-table.js";
import { readTable } from "./read-table.js";

/** A connection of TCP, seen from its server's end. */
export interface TcpConnection {
  family: "ipv4" | "ipv6";
  /** In the kernel's spelling, without brackets. */
  host: string;
  port: number;
  peer: { host: string; port: number };
  /** The name that ss(8) gives it. */
  state: TcpState;
  /** Bytes that the server has not read yet. */
  unread: number;
  /** Bytes that the client has not acknowledged yet. */
  unsent: number;
  /** 0 while no process has accepted it, and after the last process has closed it. */
  inode: number;
}

type TcpState =
  | ("established" | "fin-wait-1" | "fin-wait-2")
  | ("close-wait" | "last-ack" | "closing");

/** The states of include/net/tcp_states.h in which a client is connected, as rouse-exec counts them. */
const stateNames: ReadonlyMap<number, TcpState> = new Map([
  [0x01, "established"],
  [0x04, "fin-wait-1"],
  [0x05, "fin-wait-2"],
  [0x08, "close-wait"],
  [0x09, "last-ack"],
  [0x0b, "closing"],
]);

const files = { ipv4: "tcp", ipv6: "tcp6" };

/**
 * Returns the open connections of a family to these ports, in the network namespace of this process. A client that
 * connects over IPv4 to a socket of IPv6 has the host `::ffff:1.2.3.4`.
 */
export function findTcpConnections(
  family: TcpConnection["family"],
  ports: ReadonlySet<number>,
): TcpConnection[] {
  // The kernel walks over all its sockets for this table, which takes a millisecond or more.
  if (ports.size === 0) return [];
  return parseInetTable(files[family], readTable)
    .filter(({ local }) => ports.has(portOf(local)))
    .flatMap((row) => toConnection(family, row) ?? []);
}

function toConnection(family: TcpConnection["family"], row: InetRow): TcpConnection | undefined {
  const { local, remote, unread, unsent } = row;
  const [state, inode] = [stateNames.get(row.state), Number(row.inode)];
  if (state === undefined || (inode === 0 && !unaccepted.includes(state))) return undefined;
  const peer = { host: hostOf(remote), port: portOf(remote) };
  return { family, host: hostOf(local), port: portOf(local), peer, state, unread, unsent, inode };
}

/** In every other state, a connection without a process is closed, and only the kernel still takes leave. */
const unaccepted: readonly TcpState[] = ["established", "close-wait"];

function hostOf(endpoint: string): string {
  const bytes = hostBytes(endpoint);
  if (bytes.length === 4) return bytes.join(".");
  const groups = bytes.toString("hex").match(/.{4}/g) ?? [];
  const { SocketAddress } = net();
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}
