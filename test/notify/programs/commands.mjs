// commands.mjs PATH: a service that does what it is told. Listens on the unix socket PATH; each line it gets is
// JSON of the body of an async function, which sees `rouse` and `kept`; the answer is a line of JSON.
import * as fs from "node:fs";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import * as rouse from "../../../dist/index.js";

const path = process.argv[2];
const AsyncFunction = (async () => undefined).constructor;
const kept = {};

async function run(body) {
  try {
    const command = new AsyncFunction("rouse", "kept", "fs", body);
    return { value: (await command(rouse, kept, fs)) ?? null };
  } catch (error) {
    return { error: `${error.code} ${error.errno} ${error.message}` };
  }
}

rmSync(path, { force: true });
createServer((socket) => {
  socket.on("error", () => undefined);
  createInterface(socket).on("line", async (line) => {
    socket.end(`${JSON.stringify(await run(JSON.parse(line)))}\n`);
  });
}).listen(path, () => fs.chmodSync(path, 0o666));
