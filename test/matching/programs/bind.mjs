/**
 * bind.mjs STEPS: does the steps of a JSON list one after the other and prints what came of each: the inode of the
 * socket it has then, or an errno. Then it stays.
 * A step is the arguments of server.listen(), or `{ "udp": OPTIONS }` and the arguments of socket.bind(); with
 * `close`, it is closed again before the next one.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fstatSync } from "node:fs";
import { createServer } from "node:net";

function begin({ udp, args }) {
  const made = udp ? createSocket(udp) : createServer();
  const method = udp ? made.bind : made.listen;
  const listening = once(made, "listening");
  method.apply(made, args);
  return { made, listening };
}

function handleOf(made) {
  const symbol = Object.getOwnPropertySymbols(made).find((s) => s.description === "state symbol");
  return symbol ? made[symbol].handle : made._handle;
}

async function attempt(step) {
  try {
    const { made, listening } = begin(step);
    await listening;
    const { ino } = fstatSync(handleOf(made).fd);
    if (step.close) await new Promise((resolve) => made.close(resolve));
    return ino;
  } catch (error) {
    return error.code;
  }
}

const results = [];
for (const step of JSON.parse(process.argv[2])) results.push(await attempt(step));
console.log(JSON.stringify(results));
setInterval(() => undefined, 60_000);
