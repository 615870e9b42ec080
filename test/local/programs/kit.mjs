/** kit.mjs find | stop [OPTIONS] | ask: prints the result of findDaemon or stopDaemon, or the answer of the daemon at its default path, as JSON. */

import { request } from "../../../build/src/local/client/request.js";
import { parseEndpoint } from "../../../build/src/local/endpoint/endpoint.js";
import { findDaemon, stopDaemon } from "../../../dist/local.js";

const [verb, options = "{}"] = process.argv.slice(2);
const service = "demo";

const verbs = {
  find: () => findDaemon(service),
  stop: () => stopDaemon(service, JSON.parse(options)),
  async ask() {
    const endpoint = parseEndpoint("unix://", { service });
    return (await request(endpoint, "/", { timeoutMs: 15_000, maxBytes: 1000 })).body;
  },
};

console.log(JSON.stringify((await verbs[verb]()) ?? null));
