import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { codeOf } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { http } from "../../sys/lazy-node-modules.js";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.js";
import { isLoopback } from "../endpoint/loopback.js";

interface RequestOptions {
  /** GET when left out. */
  readonly method?: string;
  /** Sent as `Authorization: Bearer TOKEN`. */
  readonly token?: string | undefined;
  /** How long all of it may take, from the connection to the end of the body. */
  readonly timeoutMs: number;
  /** How long the body of the response may be. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Sends one request to a daemon of this machine, on a connection of its own, through no proxy; redirects are not
 * followed. `Host` is what the daemon listens on, and `localhost` for a unix socket.
 * @throws ENDPOINT_NOT_LOOPBACK, LOCAL_ANSWER_TOO_LONG, LOCAL_REQUEST_FAILED with the errno of the connection, or
 *   ETIMEDOUT after `timeoutMs`
 */
export async function request(
  endpoint: Endpoint,
  path: string,
  options: RequestOptions,
): Promise<HttpResponse> {
  requireLoopback(endpoint);
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    return await readResponse(
      await send(endpoint, path, options, signal),
      endpoint,
      options.maxBytes,
    );
  } catch (cause) {
    if (cause instanceof RouseError) throw cause;
    throw failed(endpoint, path, signal.aborted ? "ETIMEDOUT" : (codeOf(cause) ?? "EPROTO"), cause);
  }
}

function send(
  endpoint: Endpoint,
  path: string,
  { method = "GET", token }: RequestOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // With NODE_USE_ENV_PROXY the global agent asks a proxy.
  const agent = new (http().Agent)({ keepAlive: false });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = http().request({
      ...connectOptions(endpoint),
      path,
      method,
      headers,
      agent,
      signal,
    });
    sent.once("response", resolve).once("error", reject).end();
  });
}

function connectOptions(endpoint: Endpoint) {
  if (endpoint.network === "unix") return { socketPath: endpoint.path };
  return { host: endpoint.host, port: endpoint.port };
}

async function readResponse(
  response: IncomingMessage,
  endpoint: Endpoint,
  maxBytes: number,
): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    // The throw leaves the loop, which destroys the connection.
    if (length > maxBytes) {
      throw new RouseError("LOCAL_ANSWER_TOO_LONG", {
        endpoint: formatEndpoint(endpoint),
        maxBytes,
      });
    }
    chunks.push(chunk);
  }
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString("utf8") };
}

function requireLoopback(endpoint: Endpoint): void {
  if (endpoint.network === "unix" || isLoopback(endpoint.host)) return;
  const text = formatEndpoint(endpoint);
  throw new RouseError("ENDPOINT_NOT_LOOPBACK", { endpoint: text, host: endpoint.host });
}

function failed(endpoint: Endpoint, path: string, errno: string, cause: unknown): RouseError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  const detail = { endpoint: formatEndpoint(endpoint), path, problem, errno };
  return new RouseError("LOCAL_REQUEST_FAILED", detail, { cause });
}
