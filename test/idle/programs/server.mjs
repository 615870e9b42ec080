/**
 * server.mjs OPTIONS: leaves when idle; says its pid, as JSON, to whoever asks. OPTIONS, all but the first two optional:
 * kind, after; listen: what listen() takes, or false; keepAliveMs; beforeExit: "wait" (for SIGUSR2) | "throw"; onError: true;
 * sigterm: "exit" | "late" | "close" | "hang" | "drain", what its own handler does, none by default; early: listens this
 * many ms before exitWhenIdle; heldUp: true, does nothing else after it until a line comes. Takes `cancel` and `state` on standard input.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttp2, createSecureServer } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer as createNet } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { createServer as createTls } from "node:tls";
import { exitWhenIdle, listen } from "rouse";

const options = JSON.parse(process.argv[2]);
const self = JSON.stringify({ pid: process.pid });
// A pre-shared key needs no certificate.
const psk = {
  pskCallback: () => Buffer.from("rouse"),
  ciphers: "PSK",
  maxVersion: "TLSv1.2",
};

/** /events never ends its answer. */
function answer({ url }, response) {
  if (url !== "/events") return void response.end(self);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: hello\n\n");
}

function upgrade(_, socket) {
  socket.on("error", () => undefined);
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  socket.pipe(socket);
}

/** Answers and closes when its client has said a line. */
function converse(socket) {
  socket.on("error", () => undefined);
  socket.once("data", () => socket.end(self));
}

function datagrams() {
  const socket = createSocket("udp4");
  return socket.on("message", (_, { port, address }) => socket.send(self, port, address));
}

const kinds = {
  net: () => createNet(converse),
  tls: () => createTls(psk, converse),
  http: () => createHttp(answer).on("upgrade", upgrade),
  https: () => createHttps(psk, answer).on("upgrade", upgrade),
  http2: () => createHttp2(answer),
  https2: () => createSecureServer({ ...psk, allowHTTP1: true }, answer),
  udp: datagrams,
};

const handlers = {
  exit: () => process.exit(0),
  late: async () => {
    await pause(20);
    process.exit(0);
  },
  close: () =>
    server.close((error) => {
      console.log(`closed ${error}`);
      process.exitCode = error ? 1 : 3;
    }),
  drain: () => {
    console.log("SIGTERM");
    server.close();
    setTimeout(() => process.exit(0), 4000);
  },
  hang: () => setInterval(() => undefined, 1000),
};

const { kind, after, keepAliveMs, sigterm, beforeExit, onError, early, heldUp } = options;
const server = kinds[kind]();
if (keepAliveMs !== undefined) server.keepAliveTimeout = keepAliveMs;
if (sigterm) process.on("SIGTERM", handlers[sigterm]);
if (options.listen !== false) await listen(server, options.listen);
if (early) await pause(early);

const before = {
  wait: async () => {
    const told = once(process, "SIGUSR2");
    console.log("waiting");
    await told;
  },
  throw: () => Promise.reject(new Error("the disk is full")),
};

const idle = exitWhenIdle(server, {
  after,
  ...(beforeExit && { beforeExit: before[beforeExit] }),
  ...(onError && { onError: (error) => console.log(`failed: ${error.message}`) }),
});
const state = () => `never ${idle.never}, idle ${idle.isIdle}`;
console.log(`ready: ${state()}`);

if (heldUp) {
  console.log("held up");
  readSync(0, Buffer.alloc(1));
}

const commands = { cancel: () => idle.cancel(), state: () => console.log(`now: ${state()}`) };
const input = createInterface({ input: process.stdin });
input.on("line", (line) => commands[line]());
// As in any server, it is the server that keeps it alive.
if (options.listen !== false) process.stdin.unref?.();
