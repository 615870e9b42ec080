import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { type ConnectOptions, open } from "./connect.js";
import { patienceMs, within } from "./until.js";

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
  /** From the call to the established connection, to the first byte of the answer, and to its end. */
  connectMs: number;
  firstByteMs: number;
  totalMs: number;
}

export interface GetOptions extends ConnectOptions {
  path?: string;
  headers?: Record<string, string>;
}

/** One GET over a connection of its own to `127.0.0.1:80`, `[::1]:80`, `/path` or `@abstract`. */
export async function get(address: string, options: GetOptions = {}): Promise<Answer> {
  const { deadlineMs = patienceMs, ...rest } = options;
  const stop = new AbortController();
  try {
    return await within(fetchOnce(address, rest, stop.signal), deadlineMs, () => `GET ${address}`);
  } finally {
    stop.abort();
  }
}

async function fetchOnce(
  address: string,
  options: GetOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const began = performance.now();
  const passed = () => performance.now() - began;
  const { path = "/", headers, ...local } = options;
  const socket = open(address, local);
  const call = request({
    path,
    createConnection: () => socket,
    signal,
    headers: { connection: "close", ...headers },
  });
  const answered: Promise<IncomingMessage[]> = once(call, "response");
  call.end();
  let connectMs = 0;
  socket.once("connect", () => {
    connectMs = passed();
  });
  const [response] = await answered;
  if (!response) throw new Error(`no response from ${address}`);
  const firstByteMs = passed();
  const body = await readBody(response);
  const { statusCode: status = 0 } = response;
  return {
    status,
    headers: response.headers,
    body,
    connectMs,
    firstByteMs,
    totalMs: passed(),
  };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
