/**
 * cluster.mjs SCHEDULING KIND ARGUMENTS: a cluster of one worker that serves its pid and prints `serves PID`; one that
 * dies is followed by another. SCHEDULING is `rr` or `none`; KIND and ARGUMENTS are those of serve.mjs.
 */
import cluster from "node:cluster";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const [scheduling, kind, list] = process.argv.slice(2);

function begin() {
  const pid = `${process.pid}`;
  if (kind === "net") return createServer((socket) => socket.end(pid)).listen(...JSON.parse(list));
  const socket = createSocket(kind);
  socket.on("message", (_, { port, address }) => socket.send(pid, port, address));
  return socket.bind(...JSON.parse(list));
}

if (cluster.isPrimary) {
  cluster.schedulingPolicy = scheduling === "rr" ? cluster.SCHED_RR : cluster.SCHED_NONE;
  cluster.on("exit", () => cluster.fork());
  cluster.fork();
} else {
  const server = begin();
  server.on("listening", () => console.log(`serves ${process.pid}`));
  server.on("error", ({ code }) => console.log(`failed ${code}`));
}
