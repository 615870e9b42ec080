// look.mjs: what each part of the SDK gives or throws here, as JSON on one line.
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import * as rouse from "rouse";

const outcomes = {};
async function attempt(name, act) {
  try {
    outcomes[name] = { value: await act() };
  } catch (error) {
    const { name: kind, code, errno, message } = error;
    outcomes[name] = { kind, code, errno, message };
  }
}

const pick = ({ fd, name, kind, family }) => ({ fd, name, kind, family });
async function listens(options) {
  const server = createServer();
  const { activated } = await rouse.listen(server, options);
  const isThere = server.address().port > 0;
  server.close();
  return { activated, isThere };
}

const file = openSync(import.meta.filename, "r");
const { NOTIFY_SOCKET } = process.env;
await attempt("listenFds", () => rouse.listenFds().map(pick));
await attempt("listen", () => listens({ fallback: { host: "127.0.0.1", port: 0 } }));
await attempt("connection", () => rouse.connection() === undefined);
await attempt("openFifo", () => rouse.openFifo() === undefined);
await attempt("passedStdio", () => rouse.passedStdio().stdio);
await attempt("kinds", () => [rouse.isSocket(file), rouse.isFifo(file), rouse.isSpecial(file)]);
await attempt("isMq", () => rouse.isMq(file));
await attempt("booted", () => typeof rouse.booted());
await attempt("notify", () => rouse.ready({ status: "here" }));
await attempt("barrier", () => rouse.barrier({ timeoutMs: 10_000 }));
await attempt("watchdog", () => rouse.watchdog().isEnabled);
await attempt("onReload", () => rouse.onReload(() => undefined).stop());
await attempt("memoryFile", () => rouse.memoryFile("state", "contents") > 2);
if (NOTIFY_SOCKET) {
  await attempt("storeFds", () => rouse.storeFds([rouse.memoryFile("kept", "contents")]));
}
closeSync(file);
console.log(JSON.stringify(outcomes));
process.exit();
