const { createServer } = require("node:net");

const server = createServer((socket) => socket.end(`${process.pid}`));
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`serves ${process.pid}`));
