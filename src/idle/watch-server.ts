import type { Server as HttpServer } from "node:http";
import type { Http2Server } from "node:http2";
import type { Server, Socket } from "node:net";
import { Clients } from "./open-connections.js";
import { watchRequests } from "./watch-http1.js";
import { watchSessions } from "./watch-http2.js";
import type { Listeners, Watched } from "./watched-server.js";

/** Of a TLS server, "connection" is the TCP connection: a handshake is in use like a connection that is silent. */
export function watchServer(server: Server, listeners: Listeners): Watched {
  const clients = new Clients(listeners);
  const onConnection = (socket: Socket) => clients.open(socket);
  server.on("connection", onConnection);
  const releaseProtocol = watchProtocol(server, clients);
  return {
    server,
    isListening: () => server.listening,
    isInUse: () => clients.areInUse,
    settle: () => settle(server, clients),
    isResting: () => clients.areResting,
    restUntil: () => clients.restUntil,
    closeResting: () => clients.closeResting(),
    close: () => closeServer(server),
    isGone: () => clients.areGone,
    release() {
      server.off("connection", onConnection);
      releaseProtocol();
    },
  };
}

/** Connections of before we looked are seen by their number only. */
function settle(server: Server, clients: Clients): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error);
      else resolve(count > clients.count || clients.settle());
    });
  });
}

function watchProtocol(server: Server, clients: Clients): () => void {
  const releases: (() => void)[] = [];
  if (isHttp2(server)) releases.push(watchSessions(server, clients));
  // Where nobody listens for requests of HTTP/2, our listener would make Node build one for each stream.
  if (isHttp(server) && (!isHttp2(server) || server.listenerCount("request") > 0))
    releases.push(watchRequests(server, clients));
  return () => {
    for (const release of releases) release();
  };
}

function isHttp2(server: Server): server is Http2Server {
  return "updateSettings" in server;
}

function isHttp(server: Server): server is HttpServer {
  return "closeIdleConnections" in server;
}

/**
 * The program's own handler of SIGTERM closes it once more. That is no error then, as it would be none at
 * `systemctl stop`: many programs would end with a failure.
 */
function closeServer(server: Server): void {
  const close = server.close.bind(server);
  close();
  server.close = (callback) => {
    if (callback) server.once("close", () => callback());
    close();
    return server;
  };
}
