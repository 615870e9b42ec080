/**
 * attempts.mjs STEPS: listens again and again in one process and prints, as JSON, what came of each.
 * A step is { kind, options, close, again }; the servers stay, but for those with `close`; those with `again`
 * listen once more, with these options.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import { connection, listen, openFifo } from "rouse";

const kinds = {
  net: () => createServer((socket) => socket.end("hello")),
  udp4: () => createSocket("udp4"),
  udp6: () => createSocket("udp6"),
};

async function attempt({ kind, options, close, again }) {
  if (kind === "connection") return { took: connection(options) !== undefined };
  if (kind === "fifo") return { took: openFifo(options) !== undefined };
  const server = kinds[kind]();
  const listening = await listen(server, options);
  if (again) return listen(server, { ...options, ...again });
  if (close) await Promise.all([once(server, "close"), server.close()]);
  return listening;
}

const outcomes = [];
for (const step of JSON.parse(process.argv[2])) {
  const refuse = ({ name, code, errno, message }) => ({ name, code, errno, message });
  outcomes.push(await attempt(step).catch(refuse));
  // A promise that was left behind ends us here.
  await setImmediate();
}
console.log(JSON.stringify(outcomes));
process.exit();
