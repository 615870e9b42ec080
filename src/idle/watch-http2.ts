import type { Http2Server, Http2Session, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Clients } from "./open-connections.js";

/**
 * A session rests while it has no stream. It can be closed without loss: GOAWAY names the last request that was
 * taken, and a later one is refused in a way that allows to send it again (RFC 9113, 6.8).
 */
export function watchSessions(server: Http2Server, clients: Clients): () => void {
  const streams = new WeakMap<Http2Session, number>();
  const onSession = (session: ServerHttp2Session) => {
    rest(session, clients);
    session.once("close", () => clients.wake(session));
  };
  const onStream = (stream: ServerHttp2Stream) => {
    const { session } = stream;
    if (session === undefined) return;
    streams.set(session, (streams.get(session) ?? 0) + 1);
    clients.wake(session);
    stream.once("close", () => {
      const left = (streams.get(session) ?? 1) - 1;
      streams.set(session, left);
      if (left === 0) rest(session, clients);
    });
  };
  server.on("session", onSession);
  server.on("stream", onStream);
  return () => {
    server.off("session", onSession);
    server.off("stream", onStream);
  };
}

function rest(session: Http2Session, clients: Clients): void {
  if (session.destroyed) return;
  clients.rest(session, {
    isClosed: () => session.destroyed,
    isStirred: () => false,
    expiresAt: Number.NEGATIVE_INFINITY,
    close() {
      session.close();
      return true;
    },
  });
}
