import { RouseError } from "../../errors/rouse-error.js";
import { timers } from "../../sys/lazy-node-modules.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { identityPath } from "../runtime/daemon-identity.js";
import { type HttpResponse, request } from "./request.js";

/**
 * `daemon`: a daemon of this service answers; its version and pid are undefined when it could not even say them (a
 * status of 500, say). `other`: something else answers, or the endpoint may not be asked. `silent`: nothing answers.
 */
export type Identification =
  | {
      readonly kind: "daemon";
      readonly status: number;
      readonly version: string | undefined;
      readonly pid: number | undefined;
    }
  | { readonly kind: "other"; readonly why: string }
  | { readonly kind: "silent"; readonly why: string };

const limits = { timeoutMs: 1000, maxBytes: 64 * 1024 };
const betweenMs = 200;

/**
 * Asks who listens at an endpoint: twice at most, for a second each, and only on this machine, whatever the endpoint
 * says. `token` is what the daemon wants over TCP.
 */
export async function identifyDaemon(
  endpoint: Endpoint,
  service: string,
  token?: string,
): Promise<Identification> {
  const first = await ask(endpoint, service, token);
  if (first.kind !== "silent") return first;
  await timers().setTimeout(betweenMs);
  return ask(endpoint, service, token);
}

async function ask(
  endpoint: Endpoint,
  service: string,
  token: string | undefined,
): Promise<Identification> {
  try {
    return await identify(await request(endpoint, identityPath, { ...limits, token }), service);
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    const kind = error.code === "LOCAL_REQUEST_FAILED" ? "silent" : "other";
    return { kind, why: error.message };
  }
}

/** A daemon of ours may answer with one of these, before it can say who it is or because it fails. */
const statusesWithoutIdentity = new Set([201, 204, 500, 502, 503]);

async function identify({ status, body }: HttpResponse, service: string): Promise<Identification> {
  if (status !== 200 && !statusesWithoutIdentity.has(status))
    return other(`it answers with status ${status}`);
  const { parseIdentity } = await import("../runtime/parse-documents.js");
  const identity = parseIdentity(body);
  if (identity !== undefined && identity.service !== service)
    return other(`it is '${identity.service}'`);
  if (identity === undefined && status === 200) return other("it does not say who it is");
  return { kind: "daemon", status, version: identity?.version, pid: identity?.pid };
}

function other(why: string): Identification {
  return { kind: "other", why };
}
