// Serves with rouse/local; prints `ready {...}`, `refused {...}`, `closed {...}` and `failed {...}`.
import { createServer } from "node:http";
import { serveLocal } from "../../../dist/local.js";

const { again, ...options } = JSON.parse(process.argv[2] ?? "{}");
const say = (word, value) => process.stdout.write(`${word} ${JSON.stringify(value)}\n`);

/** The open answers of /slow; SIGUSR1 ends them. */
const slow = new Set();
process.on("SIGUSR1", () => {
  for (const response of slow) response.end("done\n");
});

const server = createServer((request, response) => {
  say("request", { method: request.method, url: request.url });
  if (request.url === "/slow") {
    slow.add(response);
    response.write("slow\n");
  } else {
    if (request.url === "/close") server.close();
    response.end(`hello from ${process.pid}\n`);
  }
});
server.on("upgrade", (request, socket) => {
  say("upgrade", { url: request.url });
  socket.end(
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\nhi\n",
  );
});

async function serve(more) {
  const onRefusal = (refusal) => say("refused", refusal);
  const daemon = await serveLocal(server, {
    service: "demo",
    version: "1.2.3",
    onRefusal,
    ...options,
    ...more,
  });
  const { endpoints, activated, token, predecessors } = daemon;
  say("ready", { endpoints, activated, token, predecessors, address: server.address() });
  return daemon;
}

/** Closes the daemon and serves again, on SIGUSR2. */
async function serveAgain() {
  await daemon.close();
  const next = await serve(again);
  await next.closed;
  say("closed again", {});
}

let daemon;
if (again !== undefined) process.once("SIGUSR2", serveAgain);
try {
  daemon = await serve({});
  await daemon.closed;
  say("closed", {
    emits: Object.hasOwn(server, "emit"),
    signals: process.listenerCount("SIGTERM"),
  });
} catch ({ code, message }) {
  say("failed", { code, message });
}
