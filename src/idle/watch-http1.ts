import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clients } from "./open-connections.js";

/** Node gives a client a second more than it has announced since 24, and its timers are late on a busy machine. */
const graceMs = 2000;

/**
 * A connection rests from the end of an answer until something comes. A new one, one with half a request, an
 * answer that goes on (server-sent events) and an upgraded one (WebSocket) are in use. Those at rest are left to
 * server.keepAliveTimeout, which Node has announced to their clients: closed earlier, one could meet a request
 * on its way.
 */
export function watchRequests(server: Server, clients: Clients): () => void {
  const underWay = new WeakMap<Socket, number>();
  const onRequest = ({ socket, httpVersionMajor }: IncomingMessage, response: ServerResponse) => {
    // A server of HTTP/2 may speak both.
    if (httpVersionMajor > 1) return;
    if (!underWay.has(socket)) socket.once("close", () => clients.wake(socket));
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    clients.wake(socket);
    response.once("close", () => {
      const left = (underWay.get(socket) ?? 1) - 1;
      underWay.set(socket, left);
      if (left === 0) rest(server, socket, clients);
    });
  };
  server.on("request", onRequest);
  return () => void server.off("request", onRequest);
}

function rest(server: Server, socket: Socket, clients: Clients): void {
  if (socket.destroyed) return;
  const { bytesRead } = socket;
  const { keepAliveTimeout } = server;
  const patience = keepAliveTimeout > 0 ? keepAliveTimeout + graceMs : 0;
  clients.rest(socket, {
    isClosed: () => socket.destroyed,
    isStirred: () => socket.bytesRead !== bytesRead,
    expiresAt: performance.now() + patience,
    close() {
      // Only this knows the parser: a request that came together with the one before is not idle.
      if (!socket.destroyed) server.closeIdleConnections();
      return socket.destroyed;
    },
  });
}
