import type { Server as HttpServer } from "node:http";
import type { Http2Server } from "node:http2";
import type { Server, Socket } from "node:net";
import { OpenConnections } from "./open-connections.js";
import { watchHttp1 } from "./watch-http1.js";
import { watchHttp2 } from "./watch-http2.js";
import type { Listeners, WatchedServer } from "./watched-server.js";

/** A TLS server emits "connection" for the TCP connection, so that a handshake counts as use. */
export function watchServer(server: Server, listeners: Listeners): WatchedServer {
  const connections = new OpenConnections(listeners);
  const onConnection = (socket: Socket) => connections.add(socket);
  server.on("connection", onConnection);
  const releaseProtocol = watchProtocol(server, connections);
  return {
    server,
    isListening: () => server.listening,
    isInUse: () => connections.areInUse,
    settle: () => settle(server, connections),
    isResting: () => connections.areResting,
    restUntil: () => connections.restUntil,
    closeResting: () => connections.closeResting(),
    close: () => closeServer(server),
    isGone: () => connections.areGone,
    release() {
      server.off("connection", onConnection);
      releaseProtocol();
    },
  };
}

/** Connections from before we watched are known by their number only. */
function settle(server: Server, connections: OpenConnections): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error);
      else resolve(count > connections.count || connections.settle());
    });
  });
}

function watchProtocol(server: Server, connections: OpenConnections): () => void {
  const releases: (() => void)[] = [];
  if (isHttp2(server)) releases.push(watchHttp2(server, connections));
  // Without a listener for requests on HTTP/2, ours would make Node create a request object for each stream.
  if (isHttp(server) && (!isHttp2(server) || server.listenerCount("request") > 0))
    releases.push(watchHttp1(server, connections));
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
 * Lets the program's own SIGTERM handler close the server once more without an error, as at `systemctl stop`. With one,
 * many programs would end with a failure.
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
