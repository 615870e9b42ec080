import { createServer } from "node:http";
import { listen, ready, status, stopping } from "rouse";

let served = 0;
const server = createServer((_request, response) => {
  status(`${++served} requests`);
  response.end("hello\n");
});
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

process.on("SIGTERM", async () => {
  await stopping({ status: "finishing what was begun" });
  server.close();
});
await ready({ status: "waiting for the first request" });
