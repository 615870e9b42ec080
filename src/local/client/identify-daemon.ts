import { RouseError } from "../../errors/rouse-error.js";
import { timers } from "../../sys/on-use.js";
import { identityPath } from "../admission/answer-identity.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { type Answer, request } from "./request.js";

/**
 * `alive`: a daemon of this service, whose version and pid are missing when it could not even say them (a
 * status of 500, say). `other`: something else answered, or the place is none to ask. `silent`: nothing did.
 */
export type ProbeAnswer =
  | {
      readonly kind: "alive";
      readonly status: number;
      readonly version: string | undefined;
      readonly pid: number | undefined;
    }
  | { readonly kind: "other"; readonly why: string }
  | { readonly kind: "silent"; readonly why: string };

const limits = { timeoutMs: 1000, maxBytes: 64 * 1024 };
const betweenMs = 200;

/** Asks at most twice, each time for a second. Only this machine is asked, whatever the endpoint says; `token` is what it wants over TCP. */
export async function probe(
  endpoint: Endpoint,
  service: string,
  token?: string,
): Promise<ProbeAnswer> {
  const first = await ask(endpoint, service, token);
  if (first.kind !== "silent") return first;
  await timers().setTimeout(betweenMs);
  return ask(endpoint, service, token);
}

async function ask(
  endpoint: Endpoint,
  service: string,
  token: string | undefined,
): Promise<ProbeAnswer> {
  try {
    return await read(await request(endpoint, identityPath, { ...limits, token }), service);
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    const kind = error.code === "LOCAL_REQUEST_FAILED" ? "silent" : "other";
    return { kind, why: error.message };
  }
}

/** With these a daemon of ours may answer before it can say who it is, or instead. */
const wordless = new Set([201, 204, 500, 502, 503]);

async function read({ status, body }: Answer, service: string): Promise<ProbeAnswer> {
  if (status !== 200 && !wordless.has(status)) return other(`it answers with status ${status}`);
  const { parseAnswer } = await import("../runtime/parse-documents.js");
  const said = parseAnswer(body);
  if (said !== undefined && said.service !== service) return other(`it is '${said.service}'`);
  if (said === undefined && status === 200) return other("it does not say who it is");
  return { kind: "alive", status, version: said?.version, pid: said?.pid };
}

function other(why: string): ProbeAnswer {
  return { kind: "other", why };
}
