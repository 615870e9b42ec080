// Serves with rouse/local; says `ready {...}`, `refused {...}`, `closed` and what went wrong.
import { createServer } from "node:http";
import { serveLocal } from "../../../dist/local.js";

const { again, ...options } = JSON.parse(process.argv[2] ?? "{}");
const say = (word, value) => process.stdout.write(`${word} ${JSON.stringify(value)}\n`);

const server = createServer((request, response) => {
  say("request", { method: request.method, url: request.url });
  if (request.url === "/slow") {
    response.write("slow\n");
    process.once("SIGUSR1", () => response.end("done\n"));
  } else {
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

try {
  const daemon = await serve({});
  if (again !== undefined) {
    process.once("SIGUSR2", async () => {
      await daemon.close();
      const next = await serve(again);
      next.closed.then(() => say("closed", {}));
    });
  }
  await daemon.closed;
  say("closed", {
    emits: Object.hasOwn(server, "emit"),
    signals: process.listenerCount("SIGTERM"),
  });
} catch ({ code, message }) {
  say("failed", { code, message });
}
