import type { Report } from "../rouse-exec/report.js";
import { quoteCommand } from "../sys/programs/quote-command.js";

type Socket = Report["sockets"][number];
type Elsewhere = NonNullable<Report["elsewhere"]>[number];

/** Finds what the program listens on in place of a passed socket, of its type where there is one. */
export function findInstead({ type }: Socket, { elsewhere = [] }: Report): Elsewhere | undefined {
  return elsewhere.find((one) => one.type === type) ?? elsewhere[0];
}

/**
 * Returns the option that has the program take the socket, `--map=127.0.0.1:9090=web`; undefined where its own socket
 * is of another type, or is an IPv4 socket and the passed one is not: such a program misreads its clients there.
 */
export function mapOption(socket: Socket, instead: Elsewhere): string | undefined {
  const isIPv4Only = socket.address.startsWith("[") && !instead.address.startsWith("[");
  if (instead.type !== socket.type || isIPv4Only) return undefined;
  return quoteCommand([`--map=${instead.address}=${socket.name}`]);
}
