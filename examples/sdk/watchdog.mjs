import { access } from "node:fs/promises";
import { createServer } from "node:http";
import { listen, ready, watchdog } from "rouse";

const [data = "data"] = process.argv.slice(2);
const server = createServer((_request, response) => response.end("hello\n"));
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

watchdog({
  check: () => access(data).then(() => true),
  maxLagMs: 2000,
  onSkip: (skip) => console.error("no ping:", skip.reason),
});
await ready();
