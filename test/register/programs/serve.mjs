/**
 * serve.mjs KIND [ARGUMENTS]: an unmodified program that serves its pid where it is told, by listen or bind with
 * these arguments (a JSON list), and prints `serves ADDRESS`. `close` and `listen` on its standard input do that.
 */
import { createSocket } from "node:dgram";
import { createServer as createHttp } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer as createNet } from "node:net";
import { createInterface } from "node:readline";

const [kind, list = "[]"] = process.argv.slice(2);
const args = JSON.parse(list);
const pid = `${process.pid}`;
const answer = (_, response) => response.end(pid);
// A pre-shared key needs no certificate.
const psk = { pskCallback: () => Buffer.from("rouse"), ciphers: "PSK", maxVersion: "TLSv1.2" };

function datagrams(type) {
  const socket = createSocket(type);
  socket.on("message", (_, { port, address }) => socket.send(pid, port, address));
  return Object.assign(socket, { listen: (...where) => socket.bind(...where) });
}

/** Fastify listens by a server of its own, with its own options. */
async function withFastify() {
  const { default: fastify } = await import("fastify");
  const app = fastify({ forceCloseConnections: true });
  app.get("/", () => pid);
  const [options] = args;
  await app.listen(options);
  return app.server;
}

async function withHono() {
  const { createAdaptorServer } = await import("@hono/node-server");
  const { Hono } = await import("hono");
  return createAdaptorServer(new Hono().get("/", (context) => context.text(pid)));
}

async function withExpress() {
  const { default: express } = await import("express");
  const app = express().get("/", (_, response) => void response.send(pid));
  return app.listen(...args);
}

const kinds = {
  net: () => createNet({ allowHalfOpen: true }, (socket) => socket.end(pid)),
  http: () => createHttp(answer),
  https: () => createHttps(psk, answer),
  http2: () => createHttp2(answer),
  udp4: () => datagrams("udp4"),
  udp6: () => datagrams("udp6"),
  fastify: withFastify,
  hono: withHono,
  express: withExpress,
};

const says = (server) => () => console.log(`serves ${JSON.stringify(server.address())}`);
const server = await kinds[kind]();
if (kind !== "express" && kind !== "fastify") server.listen(...args);
if (server.listening) says(server)();
server.on("listening", says(server));
server.on("error", (error) => console.log(`failed ${error.code}`));

const commands = {
  close: () => server.close(() => console.log("closed")),
  listen: () => server.listen(...args),
};
createInterface({ input: process.stdin }).on("line", (line) => commands[line]?.());
