import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { within } from "../harness/until.js";
import { deadlineMs } from "./served.js";

export const request = (path: string, more = "") =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

/** Says `text`, and waits until what it heard fits. */
export async function say(socket: Socket, text: string, expected: RegExp): Promise<string> {
  let heard = "";
  const stop = new AbortController();
  const answered = new Promise<string>((resolve, reject) => {
    const onData = (bytes: Buffer) => {
      heard += String(bytes);
      if (expected.test(heard)) resolve(heard);
    };
    const onClose = () => reject(new Error(`closed, after ${JSON.stringify(heard)}`));
    socket.on("data", onData).once("close", onClose);
    stop.signal.addEventListener("abort", () => {
      socket.off("data", onData).off("close", onClose);
    });
  });
  socket.write(text);
  try {
    return await within(answered, deadlineMs, () => `${expected} after ${JSON.stringify(heard)}`);
  } finally {
    stop.abort();
  }
}

/** A TLS connection with the pre-shared key of programs/server.mjs. */
export async function secure(address: string): Promise<Socket> {
  const psk = Buffer.from("rouse");
  const socket = connectTls({
    socket: await connect(address),
    ciphers: "PSK",
    maxVersion: "TLSv1.2",
    pskCallback: () => ({ psk, identity: "test" }),
    checkServerIdentity: () => undefined,
  });
  socket.on("error", () => undefined);
  await within(once(socket, "secureConnect"), deadlineMs, () => "a TLS handshake");
  return socket;
}

/** A session of HTTP/2 without TLS. */
export function session(address: string): ClientHttp2Session {
  const client = connectHttp2(`http://${address}`);
  after(() => client.destroy());
  client.on("error", () => undefined);
  return client;
}

/** The first bytes of an answer, and how it went on: the code of RST_STREAM, 0 for a good end. */
export async function ask2(client: ClientHttp2Session, path: string): Promise<string> {
  const stream = client.request({ ":path": path });
  stream.on("error", () => undefined);
  const closed = once(stream, "close").then((): never => {
    throw new Error(`closed without an answer to ${path}`);
  });
  const answered = Promise.race([once(stream, "data"), closed]);
  closed.catch(() => undefined);
  const [bytes] = await within(answered, deadlineMs, () => `an answer to ${path}`);
  return String(bytes);
}
