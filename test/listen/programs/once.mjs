// once.mjs [OPTIONS]: serves one connection, says its pid, and ends; listen(server, OPTIONS).
import { createServer } from "node:net";
import { listen } from "rouse";

const server = createServer((socket) => {
  // Before another is accepted: those stay in the queue of the passed socket.
  server.close();
  socket.end(`${process.pid}`);
});
await listen(server, JSON.parse(process.argv[2] ?? "{}"));
