import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { net } from "../on-use.js";

/** A connection of TCP, from its server's end. */
export interface TcpConnection {
  family: "ipv4" | "ipv6";
  /** In the kernel's spelling, without brackets. */
  host: string;
  port: number;
  peer: { host: string; port: number };
  /** As ss(8) names it. */
  state: TcpState;
  /** Bytes that the server has not read yet. */
  unread: number;
  /** Bytes that the client has not acknowledged yet. */
  unsent: number;
  /** 0 while no process has accepted it, and after the last has closed it. */
  inode: number;
}

export type TcpState = (typeof openStates)[number];

const openStates = [
  ...(["established", "fin-wait-1", "fin-wait-2", "close-wait", "last-ack", "closing"] as const),
];

/** Of include/net/tcp_states.h those in which somebody is connected: as rouse-exec counts them. */
const stateNames: Readonly<Record<string, TcpState>> = {
  "01": "established",
  "04": "fin-wait-1",
  "05": "fin-wait-2",
  "08": "close-wait",
  "09": "last-ack",
  "0B": "closing",
};

const files = { ipv4: "tcp", ipv6: "tcp6" };

/**
 * The open connections of a family to these ports, in the network namespace of this process. A client of IPv4 at a
 * socket of IPv6 is `::ffff:1.2.3.4` there.
 */
export function findTcpConnections(
  family: TcpConnection["family"],
  ports: ReadonlySet<number>,
): TcpConnection[] {
  // The kernel looks through all its sockets for it, which takes a millisecond or more.
  if (ports.size === 0) return [];
  const rows = readTable(files[family]).split("\n");
  return rows.flatMap((line) => readRow(line, family, ports) ?? []);
}

function readTable(file: string): string {
  try {
    return readFileSync(`/proc/self/net/${file}`, "utf8");
  } catch (error) {
    // Without IPv6 there is no tcp6.
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

/** proc_pid_net(5): sl local remote st tx:rx tr:when retrnsmt uid timeout inode. */
function readRow(
  line: string,
  family: TcpConnection["family"],
  ports: ReadonlySet<number>,
): TcpConnection | undefined {
  const [, local = "", remote = "", code = "", queues = "", , , , , inode = "0"] = line
    .trim()
    .split(/ +/);
  const state = stateNames[code];
  const port = portOf(local);
  if (state === undefined || !ports.has(port)) return undefined;
  if (inode === "0" && !unaccepted.includes(state)) return undefined;
  const [unsent = "", unread = ""] = queues.split(":");
  const peer = { host: hostOf(remote), port: portOf(remote) };
  const bytes = { unread: Number.parseInt(unread, 16), unsent: Number.parseInt(unsent, 16) };
  return { family, host: hostOf(local), port, peer, state, ...bytes, inode: Number(inode) };
}

/** In the others one that no process has is closed: the kernel only says good-bye. */
const unaccepted: readonly TcpState[] = ["established", "close-wait"];

function portOf(text: string): number {
  return Number.parseInt(text.slice(text.indexOf(":") + 1), 16);
}

/** `0100007F:1F90`: each 32 bits in the order of this machine. */
function hostOf(text: string): string {
  const words = text.slice(0, text.indexOf(":")).match(/.{8}/g) ?? [];
  const bytes = Buffer.concat(words.map((word) => Buffer.from(word, "hex").reverse()));
  if (bytes.length === 4) return bytes.join(".");
  const groups = bytes.toString("hex").match(/.{4}/g) ?? [];
  const { SocketAddress } = net();
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}
