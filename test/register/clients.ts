import { connect as connectHttp2 } from "node:http2";
import { type RequestOptions, request } from "node:https";
import type { ConnectionOptions } from "node:tls";
import { ask, converse } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { within } from "../harness/until.js";
import { deadlineMs } from "./serve.js";

/** What a server of serve.mjs answers at `127.0.0.1:80` or `/path`, by its kind. */
export const clients: Record<string, (address: string) => Promise<string>> = {
  net: (address) => converse(address, ""),
  http: getByHttp,
  https: getByHttps,
  http2: getByHttp2,
  express: getByHttp,
  fastify: getByHttp,
  hono: getByHttp,
  udp4: (address) => ask(address, "who", { deadlineMs }),
  udp6: (address) => ask(address, "who", { deadlineMs }),
};

async function getByHttp(address: string): Promise<string> {
  return (await get(address)).body;
}

function getByHttps(address: string): Promise<string> {
  const answered = new Promise<string>((resolve, reject) => {
    const options: RequestOptions & ConnectionOptions = {
      ...(address.startsWith("/") ? { socketPath: address } : hostAndPort(address)),
      ...{ ciphers: "PSK", maxVersion: "TLSv1.2", agent: false },
      pskCallback: () => ({ psk: Buffer.from("rouse"), identity: "test" }),
      checkServerIdentity: () => undefined,
    };
    const call = request(options, (response) => {
      response.setEncoding("utf8").on("data", resolve);
    });
    call.on("error", reject).end();
  });
  return within(answered, deadlineMs, () => "an answer by https");
}

async function getByHttp2(address: string): Promise<string> {
  const at = address.startsWith("/") ? { path: address } : {};
  const session = connectHttp2(`http://${address.startsWith("/") ? "localhost" : address}`, at);
  const answered = new Promise<string>((resolve, reject) => {
    session.on("error", reject);
    session.request({ ":path": "/" }).setEncoding("utf8").on("data", resolve);
  });
  return within(answered, deadlineMs, () => "an answer by http2").finally(() => session.destroy());
}

function hostAndPort(address: string) {
  const [host, port] = address.split(":");
  return { host, port: Number(port) };
}
