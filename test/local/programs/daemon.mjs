/**
 * daemon.mjs OPTIONS: serves at an endpoint, writes its runtime file, and prints `ready PORT-OR-PATH`. JSON OPTIONS:
 * service, endpoint; answer: what to say to a probe ({ status, body, headers }), "nothing", or itself when left out;
 * activated; claim: claims the start before it listens; term: "ignore", "stay" (removes the file, and drains for
 * ever) or, when left out, end; title: for process.title, after the file was written; file: fields of the
 * runtime file to change; unwritten: without a runtime file; slowMs: how long from listening to the runtime file;
 * heir: the runtime file of another to put in its place before the end.
 */
import { renameSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { parseEndpoint } from "../../../build/src/local/endpoint/endpoint.js";
import {
  dialable,
  newRuntimeFile,
  removeRuntimeFile,
  writeRuntimeFile,
} from "../../../build/src/local/runtime/runtime-file.js";
import { removeDeadSocket } from "../../../build/src/local/socket-file/stale-socket.js";
import { claimStart } from "../../../build/src/local/start/predecessors.js";

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
  const start = options.claim ? await claimStart(service, endpoint) : undefined;
  // What a killed one has left at our own path is for whoever binds it.
  if (options.claim && endpoint.network === "unix") await removeDeadSocket(endpoint.path);
  const place = endpoint.network === "unix" ? { path: endpoint.path } : endpoint;
  await new Promise((resolve, reject) => server.once("error", reject).listen(place, resolve));
  await pause(options.slowMs ?? 0);
  const facts = {
    service,
    serviceVersion: "1.2.3",
    activated,
    endpoint: dialable(server.address()),
  };
  const file = { ...newRuntimeFile(facts), ...options.file };
  const path = options.unwritten ? undefined : writeRuntimeFile(file);
  start?.release();
  return path;
}

try {
  const path = await serve();
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
