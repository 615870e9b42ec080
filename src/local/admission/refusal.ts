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

const statuses: Record<RefusalKind, readonly [number, string]> = {
  peer: [403, "Forbidden"],
  target: [400, "Bad Request"],
  host: [421, "Misdirected Request"],
  site: [403, "Forbidden"],
  token: [401, "Unauthorized"],
  crowd: [503, "Service Unavailable"],
  slow: [408, "Request Timeout"],
  malformed: [400, "Bad Request"],
};

/** Answers with a problem document (RFC 9457) and ends the connection. */
export function answerRefused(response: ServerResponse, { kind, reason }: Refusal): void {
  const [status] = statuses[kind];
  response.writeHead(status, headersOf(kind));
  response.end(bodyOf(kind, reason));
}

/** Does the same where Node made no response: on an upgrade, CONNECT, or a request that has not come yet. */
export function answerRawRefused(socket: Duplex, { kind, reason }: Refusal): void {
  const [status, title] = statuses[kind];
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

function bodyOf(kind: RefusalKind, detail: string): string {
  const [status, title] = statuses[kind];
  return `${JSON.stringify({ title, status, detail })}\n`;
}
