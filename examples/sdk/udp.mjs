import { createSocket } from "node:dgram";
import { listen, ready } from "rouse";

const socket = createSocket("udp4");
socket.on("message", (message, { port, address }) => socket.send(message, port, address));
await listen(socket, { fallback: { address: "127.0.0.1", port: 5353 } });

process.on("SIGTERM", () => socket.close());
await ready();
