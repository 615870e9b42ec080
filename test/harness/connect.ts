import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as netConnect, type Socket } from "node:net";
import { hasCode } from "../../src/errors/has-code.js";
import { connectAbstract } from "./abstract.js";
import { parseAddress } from "./address.js";
import { after } from "./after.js";
import type { Running } from "./start.js";
import { patienceMs, until, within } from "./until.js";

export interface ConnectOptions {
  localAddress?: string;
  localPort?: number;
  allowHalfOpen?: boolean;
  deadlineMs?: number;
}

/** A stream connection to `127.0.0.1:80`, `[::1]:80`, `/path` or `@abstract`; closed after the test. */
export async function connect(address: string, options: ConnectOptions = {}): Promise<Socket> {
  const { deadlineMs = patienceMs, ...local } = options;
  const socket = open(address, local);
  after(() => void socket.destroy());
  if (socket.connecting) {
    const connected = once(socket, "connect").catch(allowReset);
    await within(connected, deadlineMs, () => `a connection to ${address}`);
  }
  // A reset after the connection is seen by whoever reads; unread, it must not end the test run.
  socket.on("error", () => undefined);
  return socket;
}

/**
 * The same, as the first client of a server that sleeps when it is idle, which begins only then (whenTold): a client
 * that came when the server is ready might be late by more than the idle time.
 */
export async function connectFirst(
  { stdin }: Pick<Running, "stdin">,
  address: string,
  options: ConnectOptions = {},
): Promise<Socket> {
  const attempt = () => connect(address, options).catch(allowNobody);
  const socket = await until(attempt, { what: `somebody to listen on ${address}` });
  stdin?.write("\n");
  return socket;
}

function allowNobody(error: unknown): undefined {
  if (!hasCode(error, "ECONNREFUSED", "ENOENT")) throw error;
}

/** It stood, and was reset before we looked: a connection that never stood is refused (ECONNREFUSED). */
function allowReset(error: unknown): void {
  if (!hasCode(error, "ECONNRESET")) throw error;
}

/** The same, perhaps still connecting. */
export function open(address: string, local: Omit<ConnectOptions, "deadlineMs"> = {}): Socket {
  if (address.startsWith("@")) return connectAbstract(address.slice(1));
  return netConnect({ ...parseAddress(address), ...local });
}

/** Connects, sends, closes our half, and gives everything the other side said until it closed. */
export async function converse(
  address: string,
  text: string,
  options: ConnectOptions = {},
): Promise<string> {
  const socket = await connect(address, options);
  const reply = readAll(socket);
  // To write nothing fails (EPIPE) on a unix socket whose other side has closed already, and would lose what it said.
  if (text === "") socket.end();
  else socket.end(text);
  return within(
    reply,
    options.deadlineMs ?? patienceMs,
    () => `the end of the answer of ${address}`,
  );
}

/** Connects and gives everything the other side says until it closes; a word of ours might come too late. */
export async function hear(address: string, options: ConnectOptions = {}): Promise<string> {
  const socket = await connect(address, options);
  return within(readAll(socket), options.deadlineMs ?? patienceMs, () => `the words of ${address}`);
}

/** Sends one datagram from an unconnected UDP socket and gives the first that comes back. */
export async function ask(
  address: string,
  text: string,
  options: ConnectOptions = {},
): Promise<string> {
  const target = parseAddress(address);
  if ("path" in target) throw new Error(`expected a UDP address, got ${address}`);
  const socket = createSocket(target.host.includes(":") ? "udp6" : "udp4");
  try {
    const reply = once(socket, "message");
    if (options.localPort !== undefined) socket.bind(options.localPort, options.localAddress);
    socket.send(text, target.port, target.host);
    const [bytes] = await within(
      reply,
      options.deadlineMs ?? patienceMs,
      () => `an answer from udp ${address}`,
    );
    return String(bytes);
  } finally {
    socket.close();
  }
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
