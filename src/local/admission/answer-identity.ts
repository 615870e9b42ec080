import type { IncomingMessage, ServerResponse } from "node:http";
import { type DaemonIdentity, identityPath } from "../runtime/daemon-identity.js";

/** Answers a request for the identity of this daemon; returns false, and answers nothing, for any other request. */
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
