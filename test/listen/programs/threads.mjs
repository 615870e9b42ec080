/** threads.mjs: listens in the main thread and in another, which then closes; `main` or `other` to a client. */
import { once } from "node:events";
import { createServer } from "node:net";
import { isMainThread, Worker } from "node:worker_threads";
import { listen } from "rouse";

const name = isMainThread ? "main" : "other";
const server = createServer({ allowHalfOpen: true }, (socket) => socket.end(name));
await listen(server, { keep: true });
if (isMainThread) {
  await once(new Worker(new URL(import.meta.url)), "exit");
  console.log("the other thread has closed");
} else {
  server.close();
}
