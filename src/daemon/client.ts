import type { z } from "zod";
import { RouseError } from "../errors/rouse-error.js";
import { request } from "../local/client/request.js";
import { type Endpoint, formatEndpoint } from "../local/endpoint/endpoint.js";
import { parseJson } from "../sys/programs/parse-json.js";
import { problemSchema } from "./http-problem.js";
import {
  type Daemon,
  daemonSchema,
  type Health,
  healthSchema,
  type OneService,
  oneServiceSchema,
  type Services,
  servicesSchema,
} from "./response-documents.js";

export interface DaemonClient {
  daemon(): Promise<Daemon>;
  health(): Promise<Health>;
  services(): Promise<Services>;
  service(name: string): Promise<OneService>;
}

const longestAnswer = 10_000_000;

/**
 * Returns a client, whose every call throws for itself.
 * @throws DAEMON_UNREACHABLE, DAEMON_REFUSED, DAEMON_ANSWER_MALFORMED
 */
export function connectDaemon(endpoint: Endpoint, token?: string): DaemonClient {
  const get = <T>(path: string, schema: z.ZodType<T>) => ask(endpoint, token, path, schema);
  return {
    daemon: () => get("/v1", daemonSchema),
    health: () => get("/v1/health", healthSchema),
    services: () => get("/v1/services", servicesSchema),
    service: (name) => get(`/v1/services/${encodeURIComponent(name)}`, oneServiceSchema),
  };
}

async function ask<T>(
  endpoint: Endpoint,
  token: string | undefined,
  path: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const at = formatEndpoint(endpoint);
  const { status, body } = await fetchText(endpoint, token, path);
  const found = parseJson(body);
  if (status === 200) {
    const { success, data, error } = schema.safeParse(found);
    if (success) return data;
    throw new RouseError("DAEMON_ANSWER_MALFORMED", { endpoint: at, path }, { cause: error });
  }
  const { data: problem } = problemSchema.safeParse(found);
  const detail = problem?.detail ?? `it answered ${status}`;
  throw new RouseError("DAEMON_REFUSED", { endpoint: at, path, problem: detail });
}

async function fetchText(endpoint: Endpoint, token: string | undefined, path: string) {
  const credentials = token === undefined ? {} : { token };
  try {
    return await request(endpoint, path, {
      ...credentials,
      timeoutMs: 10_000,
      maxBytes: longestAnswer,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const detail = { endpoint: formatEndpoint(endpoint), reason };
    throw new RouseError("DAEMON_UNREACHABLE", detail, { cause });
  }
}
