/** threads.mjs PORT: two threads serve their number at 127.0.0.1:PORT, each after the other has closed. */
import { createServer } from "node:net";
import { isMainThread, parentPort, threadId, Worker, workerData } from "node:worker_threads";

if (isMainThread) {
  const port = Number(process.argv[2]);
  const threads = [1, 2].map(() => new Worker(new URL(import.meta.url), { workerData: port }));
  const all = threads.map((thread) => new Promise((resolve) => thread.once("message", resolve)));
  await Promise.all(all);
  console.log(`serve ${threads.map((thread) => thread.threadId).join(" ")}`);
  process.stdin.once("data", async () => {
    await threads[0].terminate();
    console.log("one ended");
  });
} else {
  const server = createServer((socket) => socket.end(String(threadId)));
  server.listen(workerData, "127.0.0.1", () => parentPort.postMessage("serves"));
}
