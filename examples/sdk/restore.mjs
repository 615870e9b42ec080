import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import {
  barrier,
  listen,
  listenFds,
  memoryFile,
  ready,
  removeFds,
  stopping,
  storeFds,
} from "rouse";

const stored = listenFds().find(({ name }) => name === "count");
let count = stored ? Number(readFileSync(`/proc/self/fd/${stored.fd}`, "utf8")) : 0;

const server = createServer((_request, response) => response.end(`${++count}\n`));
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

process.on("SIGTERM", async () => {
  await stopping();
  server.close();
  await removeFds("count");
  await storeFds([memoryFile("count", String(count))], { name: "count" });
  await barrier();
});
await ready();
