import type { Http2Server, Http2Session, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { OpenConnections } from "./open-connections.js";

/**
 * Watches sessions of HTTP/2. One rests while it has no stream. It can be closed without loss: GOAWAY names the last
 * request that was accepted, and the client may send later ones again (RFC 9113, 6.8).
 */
export function watchHttp2(server: Http2Server, connections: OpenConnections): () => void {
  const streams = new WeakMap<Http2Session, number>();
  const onSession = (session: ServerHttp2Session) => {
    rest(session, connections);
    session.once("close", () => connections.setActive(session));
  };
  const onStream = (stream: ServerHttp2Stream) => {
    const { session } = stream;
    if (session === undefined) return;
    streams.set(session, (streams.get(session) ?? 0) + 1);
    connections.setActive(session);
    stream.once("close", () => {
      const left = (streams.get(session) ?? 1) - 1;
      streams.set(session, left);
      if (left === 0) rest(session, connections);
    });
  };
  server.on("session", onSession);
  server.on("stream", onStream);
  return () => {
    server.off("session", onSession);
    server.off("stream", onStream);
  };
}

function rest(session: Http2Session, connections: OpenConnections): void {
  if (session.destroyed) return;
  connections.setResting(session, {
    isClosed: () => session.destroyed,
    hasActivity: () => false,
    expiresAt: Number.NEGATIVE_INFINITY,
    close() {
      session.close();
      return true;
    },
  });
}
