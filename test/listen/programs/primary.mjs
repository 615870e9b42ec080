/**
 * primary.mjs HOW [KEEP]: starts a worker as HOW says (fork, cluster or plain, which hands nothing over) and
 * prints `worker PID`; starts another at each line on standard input.
 */
import { fork } from "node:child_process";
import cluster from "node:cluster";
import { createInterface } from "node:readline";
import { passedStdio } from "rouse";

const [how] = process.argv.slice(2);
const script = new URL("worker.mjs", import.meta.url).pathname;

const ways = {
  fork() {
    const { stdio, env } = passedStdio();
    return fork(script, { stdio, env: { ...process.env, ...env } });
  },
  cluster() {
    const { stdio, env } = passedStdio();
    cluster.setupPrimary({ exec: script, stdio });
    return cluster.fork(env).process;
  },
  plain() {
    cluster.setupPrimary({ exec: script });
    return cluster.fork().process;
  },
};

function begin() {
  console.log(`worker ${ways[how]().pid}`);
}

createInterface({ input: process.stdin }).on("line", begin);
begin();
