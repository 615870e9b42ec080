import { createServer } from "node:http";
import { listen, ready } from "rouse";

const switching = ["HTTP/1.1 101 Switching Protocols", "connection: upgrade", "upgrade: echo"];
const upgraded = new Set();
const server = createServer((_request, response) => response.writeHead(426).end());
server.on("upgrade", (_request, socket, head) => {
  upgraded.add(socket);
  socket.once("close", () => upgraded.delete(socket));
  socket.on("error", (error) => console.error("a client left:", error.message));
  socket.write(`${switching.join("\r\n")}\r\n\r\n`);
  socket.write(head);
  socket.pipe(socket);
});
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

process.on("SIGTERM", () => {
  server.close();
  for (const socket of upgraded) socket.end();
});
await ready();
