// Compiled only, as a consumer of the package: what compiles, and what must not.
import type { Socket as DatagramSocket } from "node:dgram";
import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Server, Socket } from "node:net";
import type { Server as TlsServer } from "node:tls";
import {
  connection,
  type ErrorCode,
  isSocket,
  isSocketInet,
  isSocketUnix,
  type Listening,
  type ListenOptions,
  listen,
  listenFds,
  type openFifo,
  type PassedSocket,
  parseNames,
  passedStdio,
  RouseError,
  type SocketAddress,
  socketInfo,
} from "rouse";
import { areTrue, type Equal } from "./equal.js";

declare const net: Server;
declare const datagrams: DatagramSocket;
declare const servers: [HttpServer, HttpsServer, Http2Server, Http2SecureServer, TlsServer];

export async function everyServer(): Promise<Listening[]> {
  const [http, https, http2, secure, tls] = servers;
  const all = [net, http, https, http2, secure, tls].map((server) => listen(server));
  const options: ListenOptions = { name: "web", index: 0, optional: true, keep: true, backlog: 9 };
  const more = [listen(net, options), listen(net, { fallback: { path: "/a" }, viaHandle: true })];
  const udp = listen(datagrams, { fallback: { port: 53 }, missingPid: "ours" });
  return Promise.all([...all, ...more, udp]);
}

areTrue<
  [
    Equal<ReturnType<typeof listen>, Promise<Listening>>,
    Equal<ReturnType<typeof listenFds>, readonly PassedSocket[]>,
    Equal<ReturnType<typeof connection>, Socket | undefined>,
    Equal<ReturnType<typeof openFifo>, Socket | undefined>,
    Equal<PassedSocket["address"], SocketAddress | undefined>,
    Equal<PassedSocket["stored"], boolean>,
    Equal<Listening["fd"], number | undefined>,
    Equal<RouseError["errno"], string | undefined>,
    Equal<RouseError["code"], ErrorCode>,
  ]
>(true, true, true, true, true, true, true, true, true);

/** Which address it is tells which keys it has. */
export function show(address: SocketAddress): string | number {
  if ("path" in address) return address.path;
  if ("abstract" in address) return address.abstract;
  return "cid" in address ? address.cid : address.host;
}

export function codes(error: unknown): string | undefined {
  if (!(error instanceof RouseError)) return undefined;
  // @ts-expect-error there is no such code
  if (error.code === "LISTEN_FD_MISING") return undefined;
  return error.code === "LISTEN_FD_MISSING" ? error.errno : error.message;
}

export const made: RouseError = new RouseError("LISTEN_FALLBACK_MISSING", {});
export const handed: Record<string, string> = passedStdio().env;

export function wrong(passed: PassedSocket): void {
  // @ts-expect-error the detail of another code
  new RouseError("LISTEN_NAMES_COUNT", { names: "a" });
  // @ts-expect-error a name is a string
  listen(net, { name: 3 });
  // @ts-expect-error undefined is not the same as left out
  listen(net, { name: undefined });
  // @ts-expect-error nor for the options of listenFds
  listenFds({ grammar: undefined });
  // @ts-expect-error a misspelt option
  listen(net, { fallbak: { port: 1 } });
  // @ts-expect-error a datagram socket has no queue of clients
  listen(datagrams, { backlog: 5 });
  // @ts-expect-error and none of the handles that a server has
  listen(datagrams, { viaHandle: true });
  // @ts-expect-error a client is nothing that listens
  listen(connection());
  // @ts-expect-error there may be no connection
  connection().end();
  // @ts-expect-error there are two grammars
  listenFds({ grammar: "c" });
  // @ts-expect-error the grammar of names is to be chosen
  parseNames("a:b");
  // @ts-expect-error a unix socket has no port
  isSocketInet(3, { family: "unix" });
  // @ts-expect-error nor has another family a name here
  isSocket(3, { family: "ipx" });
  // @ts-expect-error a descriptor is a number
  isSocketUnix("3");
  // @ts-expect-error the array is not ours to change
  listenFds().push(passed);
  // @ts-expect-error nor what is in it
  passed.name = "other";
  // @ts-expect-error nor what a descriptor is
  socketInfo(3).kind = "socket";
  // @ts-expect-error what an address is, has to be asked
  passed.address?.port;
  // @ts-expect-error ipc is yes or no
  passedStdio({ ipc: "ipc" });
}
