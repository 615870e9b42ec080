/** worker.mjs: prints `serves` or `refused CODE`, says its pid to every client. */
import { createServer } from "node:net";
import { listen } from "rouse";

const server = createServer({ allowHalfOpen: true }, (socket) => socket.end(`${process.pid}`));
try {
  await listen(server, { name: "web", fallback: { host: "127.0.0.1", port: 0 } });
  console.log(`serves ${JSON.stringify(server.address())}`);
} catch ({ code }) {
  console.log(`refused ${code}`);
  process.exit();
}
