import type { IncomingMessage, ServerResponse } from "node:http";

/** What every daemon of this kit answers to `GET /.well-known/rouse-daemon`. */
export interface DaemonIdentity {
  readonly service: string;
  readonly version: string;
  readonly pid: number;
}

export const identityPath = "/.well-known/rouse-daemon";

/** Whether the request asked for it, and was answered. */
export function answerIdentity(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  identity: DaemonIdentity,
): boolean {
  if (url !== identityPath) return false;
  const isRead = method === "GET" || method === "HEAD";
  response.writeHead(isRead ? 200 : 405, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(isRead ? {} : { allow: "GET, HEAD" }),
  });
  response.end(isRead ? `${JSON.stringify(identity)}\n` : "");
  return true;
}
