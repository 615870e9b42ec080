/** closed.mjs INDEX-OF-ROUSE PORT: a server listens and closes; then prints what passedStdio() says. */
import { once } from "node:events";
import { createServer } from "node:net";

const { passedStdio } = await import(process.argv[2]);
const server = createServer().listen(Number(process.argv[3]), "127.0.0.1");
await once(server, "listening");
server.close();
await once(server, "close");
try {
  console.log("given", passedStdio().stdio.join());
} catch ({ code }) {
  console.log("refused", code);
}
