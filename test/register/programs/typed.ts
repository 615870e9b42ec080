import { createServer, type Server } from "node:net";

const port: number = Number(process.argv[2]);
const server: Server = createServer((socket) => socket.end(`${process.pid}`));
server.listen({ port, host: "127.0.0.1" }, (): void => console.log(`serves ${process.pid}`));
