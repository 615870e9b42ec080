/**
 * serve.mjs KIND [OPTIONS]: listens with listen(server, OPTIONS) and prints what it gave, and the address.
 * Says its pid to every client; `close` on its standard input closes the server and prints `closed`.
 */
import { createSocket } from "node:dgram";
import { createServer as createHttp } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer as createNet } from "node:net";
import { createInterface } from "node:readline";
import { listen } from "rouse";

const [kind, options = "{}"] = process.argv.slice(2);
const answer = (_, response) => response.end(`${process.pid}`);
// A pre-shared key needs no certificate.
const psk = {
  pskCallback: () => Buffer.from("rouse"),
  ciphers: "PSK",
  maxVersion: "TLSv1.2",
};

function datagrams(type) {
  const socket = createSocket(type);
  socket.on("message", (_, { port, address }) => socket.send(`${process.pid}`, port, address));
  return socket;
}

const kinds = {
  net: () => createNet({ allowHalfOpen: true }, (socket) => socket.end(`${process.pid}`)),
  http: () => createHttp(answer),
  https: () => createHttps(psk, answer),
  http2: () => createHttp2(answer),
  udp4: () => datagrams("udp4"),
  udp6: () => datagrams("udp6"),
};

const server = kinds[kind]();
const says = () => JSON.stringify(server.address());
const listening = await listen(server, JSON.parse(options));
console.log(`listening ${JSON.stringify(listening)}`);
console.log(`address ${says()}`);

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line === "close") server.close(() => console.log(`closed ${says()}`));
});
