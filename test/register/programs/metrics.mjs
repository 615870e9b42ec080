/**
 * metrics.mjs PORT OTHER: a cluster whose primary listens on OTHER, and whose worker binds PORT by itself; prints
 * `enough` when it has served for a while.
 */
import cluster from "node:cluster";
import { once } from "node:events";
import { createServer } from "node:net";

const [port, other] = process.argv.slice(2).map(Number);
const server = createServer();
if (cluster.isPrimary) {
  const worker = cluster.fork();
  await once(worker, "message");
  await once(server.listen(other, "127.0.0.1"), "listening");
  setTimeout(() => {
    worker.kill();
    console.log("enough");
    process.exit();
  }, 600);
} else {
  server.listen({ port, host: "127.0.0.1", exclusive: true }, () => process.send("listens"));
}
