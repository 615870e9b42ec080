import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/**
 * `peer`: the client is neither our user nor root. `target`, `host`, `site`, `token`: that part of the request was
 * wrong. `crowd`: too many connections have not brought the token. `slow`: no request was let in for too long.
 * `malformed`: Node could not read the request, and has answered it.
 */
export type RefusalKind =
  | "peer"
  | "target"
  | "host"
  | "site"
  | "token"
  | "crowd"
  | "slow"
  | "malformed";

/** A client or request that was turned away, and why: for a log. The reason quotes what the client sent. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** One sentence, without line breaks and control characters. */
  readonly reason: string;
  /** The client on a unix socket, where the kernel tells it. */
  readonly peer: { readonly pid: number; readonly uid: number } | undefined;
}

const answers: Record<RefusalKind, readonly [status: number, title: string, code: string]> = {
  peer: [403, "Forbidden", "PEER_REFUSED"],
  target: [400, "Bad Request", "TARGET_REFUSED"],
  host: [421, "Misdirected Request", "HOST_REFUSED"],
  site: [403, "Forbidden", "SITE_REFUSED"],
  token: [401, "Unauthorized", "TOKEN_REFUSED"],
  crowd: [503, "Service Unavailable", "TOO_MANY_CONNECTIONS"],
  slow: [408, "Request Timeout", "REQUEST_TIMEOUT"],
  malformed: [400, "Bad Request", "REQUEST_MALFORMED"],
};

/** A stranger reads this too: it names neither the service nor its process. */
const whereTokenIs =
  "the owner of this daemon finds the token in $XDG_RUNTIME_DIR/SERVICE/daemon.PID.json (without that variable: in " +
  "$TMPDIR/SERVICE-UID, or /tmp/SERVICE-UID)";

/** Answers with a problem document (RFC 9457) and ends the connection. */
export function answerRefused(response: ServerResponse, { kind, reason }: Refusal): void {
  const [status] = answers[kind];
  response.writeHead(status, headersOf(kind));
  response.end(bodyOf(kind, reason));
}

/** Does the same where Node made no response: on an upgrade, CONNECT, or a request that has not come yet. */
export function answerRawRefused(socket: Duplex, { kind, reason }: Refusal): void {
  const [status, title] = answers[kind];
  const body = bodyOf(kind, reason);
  const headers = { ...headersOf(kind), "content-length": Buffer.byteLength(body) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join("")}\r\n${body}`, () => socket.destroy());
}

function headersOf(kind: RefusalKind): Record<string, string> {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
    ...(kind === "token" ? { "www-authenticate": "Bearer" } : {}),
  };
}

function bodyOf(kind: RefusalKind, reason: string): string {
  const [status, title, code] = answers[kind];
  const detail = kind === "token" ? `${reason}; ${whereTokenIs}` : reason;
  return `${JSON.stringify({ type: "about:blank", title, status, detail, code })}\n`;
}
