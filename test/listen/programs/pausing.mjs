/** pausing.mjs: listens, closes and prints `closed`; at a line on standard input it listens again. */
import { once } from "node:events";
import { createServer } from "node:net";
import { listen } from "rouse";

const first = createServer();
await listen(first, { keep: true });
await Promise.all([once(first, "close"), first.close()]);
console.log("closed");
await once(process.stdin, "data");
await listen(createServer({ allowHalfOpen: true }, (socket) => socket.end("again")));
