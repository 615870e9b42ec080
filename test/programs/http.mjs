// http.mjs HOST PORT: an ordinary Node server; answers with facts about itself, as JSON.
import { createServer } from "node:http";

const [host, port] = process.argv.slice(2);
const server = createServer(({ socket }, response) => {
  const peer = [socket.remoteAddress, socket.remotePort];
  response.end(
    JSON.stringify({ pid: process.pid, ppid: process.ppid, uid: process.getuid(), peer }),
  );
});
server.listen(Number(port), host, () => console.log("ready"));
