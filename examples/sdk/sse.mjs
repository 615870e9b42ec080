import { createServer } from "node:http";
import { listen, ready } from "rouse";

const clients = new Set();
const server = createServer((_request, response) => {
  // With keep-alive, the server would wait five seconds for a further request before it ends.
  response.writeHead(200, { "content-type": "text/event-stream", connection: "close" });
  response.write(": connected\n\n");
  clients.add(response);
  response.once("close", () => clients.delete(response));
});
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

setInterval(() => {
  for (const client of clients) client.write(`data: ${new Date().toISOString()}\n\n`);
}, 1000).unref();

process.on("SIGTERM", () => {
  server.close();
  for (const client of clients) client.end();
});
await ready();
