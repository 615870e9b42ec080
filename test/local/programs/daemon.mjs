/**
 * daemon.mjs OPTIONS: serves at an endpoint, writes its runtime file, and prints `ready PORT-OR-PATH`. OPTIONS is JSON:
 * service, endpoint; answer: how it answers requests ({ status, body, headers }), "nothing", or with its identity when
 * left out; activated; lock: takes the lock and clears its predecessors before it listens; term: on SIGTERM, "ignore",
 * "stay" (it removes its file and drains for ever) or, when left out, end; title: for process.title, set after the file
 * was written; file: fields of the runtime file to change; unwritten: it writes no runtime file; slowMs: how long it
 * waits between listening and writing it; heir: a runtime file that it moves to the folder before it ends.
 */
import { renameSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { parseEndpoint } from "../../../build/src/local/endpoint/endpoint.js";
import {
  newRuntimeFile,
  removeRuntimeFile,
  writeRuntimeFile,
} from "../../../build/src/local/runtime/runtime-file.js";
import { removeStaleSocket } from "../../../build/src/local/socket-file/stale-socket.js";
import { clearPredecessors } from "../../../build/src/local/start/predecessors.js";
import { acquireStartLock } from "../../../build/src/local/start/start-lock.js";

const options = JSON.parse(process.argv[2]);
const { service = "demo", answer, activated = false, term } = options;
const endpoint = parseEndpoint(options.endpoint, { service });
const itself = { service, version: "1.2.3", pid: process.pid };

const server = createServer((_, response) => {
  if (answer === "nothing") return;
  const { status = 200, body = JSON.stringify(itself), headers = {} } = answer ?? {};
  response.writeHead(status, headers).end(status === 204 ? undefined : body);
});

async function serve() {
  await new Promise((resolve, reject) => server.once("error", reject).listen(endpoint, resolve));
  await pause(options.slowMs ?? 0);
  const actual =
    endpoint.network === "unix" ? endpoint : { ...endpoint, port: server.address().port };
  const facts = { service, serviceVersion: "1.2.3", activated, endpoint: actual };
  const file = { ...newRuntimeFile(facts), ...options.file };
  return options.unwritten ? undefined : writeRuntimeFile(file);
}

async function serveLocked() {
  const lock = await acquireStartLock(service);
  try {
    await clearPredecessors(service, { ours: endpoint });
    // The socket of a killed one at our own path is left to the one that binds it.
    if (endpoint.network === "unix") await removeStaleSocket(endpoint.path);
    return await serve();
  } finally {
    lock.release();
  }
}

try {
  const path = await (options.lock ? serveLocked() : serve());
  process.on("SIGTERM", () => {
    if (term === "ignore") return;
    if (path !== undefined) removeRuntimeFile(path);
    if (options.heir) renameSync(options.heir.from, options.heir.to);
    if (term !== "stay") server.close(() => process.exit());
  });
  if (options.title) process.title = options.title;
  console.log(`ready ${server.address().port ?? server.address()}`);
} catch (error) {
  console.log(`refused ${error.code} ${error.message}`);
  process.exitCode = 1;
}
