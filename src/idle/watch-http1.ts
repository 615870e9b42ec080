import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { OpenConnections } from "./open-connections.js";

/** Since 24, Node grants a client a second more than it announces, and its timers are late on a busy machine. */
const graceMs = 2000;

/**
 * Watches connections of HTTP/1. One rests from the end of a response until something comes. A new connection, half a
 * request, a response that goes on (server-sent events) and an upgraded connection (WebSocket) are in use. Resting ones
 * are left to server.keepAliveTimeout, which Node has announced to their clients: if we closed one earlier, a request
 * could be on its way.
 */
export function watchHttp1(server: Server, connections: OpenConnections): () => void {
  const underWay = new WeakMap<Socket, number>();
  const onRequest = ({ socket, httpVersionMajor }: IncomingMessage, response: ServerResponse) => {
    // A server of HTTP/2 may speak HTTP/1 as well.
    if (httpVersionMajor > 1) return;
    if (!underWay.has(socket)) socket.once("close", () => connections.setActive(socket));
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    connections.setActive(socket);
    response.once("close", () => {
      const left = (underWay.get(socket) ?? 1) - 1;
      underWay.set(socket, left);
      if (left === 0) rest(server, socket, connections);
    });
  };
  server.on("request", onRequest);
  return () => void server.off("request", onRequest);
}

function rest(server: Server, socket: Socket, connections: OpenConnections): void {
  if (socket.destroyed) return;
  const { bytesRead } = socket;
  const { keepAliveTimeout } = server;
  const restMs = keepAliveTimeout > 0 ? keepAliveTimeout + graceMs : 0;
  connections.setResting(socket, {
    isClosed: () => socket.destroyed,
    hasActivity: () => socket.bytesRead !== bytesRead,
    expiresAt: performance.now() + restMs,
    close() {
      // Only Node knows the state of its parser: a connection with a pipelined request is not idle.
      if (!socket.destroyed) server.closeIdleConnections();
      return socket.destroyed;
    },
  });
}
