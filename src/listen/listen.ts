import type { Socket as DatagramSocket } from "node:dgram";
import type { Server } from "node:net";
import { choosePassed } from "./choose-passed.js";
import { bindPassed } from "./listen-datagrams.js";
import { listenFdsWithNames } from "./listen-fds.js";
import { listenOnFallback } from "./listen-on-fallback.js";
import type { DatagramListenOptions, Listening, ListenOptions } from "./listen-options.js";
import { listenPassed } from "./listen-stream.js";
import { requireNode } from "./require-node.js";
import { requireServer } from "./require-server.js";

/**
 * Makes a server of node:net, http, https, tls or http2, or a socket of node:dgram, listen on the socket that the
 * service manager passed, else on `fallback`. For a unix socket, `server.address()` then returns its path. Node sets
 * O_NONBLOCK on the socket for every process that holds it, and it stays set.
 * @throws what listenFdsWithNames throws; LISTEN_NAME_UNKNOWN, LISTEN_CHOICE_OPEN, LISTEN_KIND_REFUSED,
 * LISTEN_SERVER_EXPECTED, LISTEN_FD_TAKEN, LISTEN_FD_CLOSED, LISTEN_FALLBACK_MISSING, LISTEN_PASSED_TO_ANOTHER,
 * LISTEN_NOT_HANDED_OVER, LISTEN_HANDLE_UNSUPPORTED (with `viaHandle`, and in a cluster worker), NATIVE_MISSING (with
 * `keep`); and the errors that Node emits
 */
export async function listen(server: Server, options?: ListenOptions): Promise<Listening>;
export async function listen(
  server: DatagramSocket,
  options?: DatagramListenOptions,
): Promise<Listening>;
export async function listen(
  server: Server | DatagramSocket,
  options: ListenOptions & DatagramListenOptions = {},
): Promise<Listening> {
  requireServer(server);
  const passed = listenFdsWithNames(options);
  const isDatagram = "bind" in server;
  const chosen = choosePassed(passed, options, isDatagram ? "dgram" : "stream");
  if (chosen === undefined) return listenOnFallback(server, passed.length > 0, options);
  requireNode();
  return isDatagram ? bindPassed(server, chosen, options) : listenPassed(server, chosen, options);
}
