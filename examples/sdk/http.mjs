import { createServer } from "node:http";
import { listen, ready, stopping } from "rouse";

const server = createServer((_request, response) => response.end("hello\n"));
const { activated, address } = await listen(server, {
  name: "web",
  fallback: { host: "127.0.0.1", port: 8080 },
});
console.log(activated ? "passed by systemd" : "on its own", address);

process.on("SIGTERM", async () => {
  await stopping();
  server.close();
});
await ready();
