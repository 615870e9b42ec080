/** worker.mjs MANNER: what exitWhenIdle says in a worker that was handed the sockets ("fork"), or in a thread. */
import { fork } from "node:child_process";
import { createServer } from "node:net";
import { isMainThread, Worker } from "node:worker_threads";
import { exitWhenIdle, passedStdio } from "rouse";

const [manner] = process.argv.slice(2);

function attempt() {
  try {
    exitWhenIdle(createServer(), { after: "1s" });
  } catch (error) {
    return console.log(`${error.code}: ${error.message}`);
  }
  console.log("no error");
}

if (!isMainThread || manner === "worker") attempt();
else if (manner === "thread") new Worker(new URL(import.meta.url));
else {
  const { stdio, env } = passedStdio();
  fork(import.meta.filename, ["worker"], { stdio, env: { ...process.env, ...env } });
}
