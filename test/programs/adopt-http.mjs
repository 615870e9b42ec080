// adopt-http.mjs ADDR...: an ordinary Node server on each of 127.0.0.1:80, [::]:80, *:80, /path;
// with --cluster in two workers. It answers with facts, as JSON; with LOADED=FILE in its environment,
// by status 503 until that file is there. With EXITS=1 it handles SIGTERM, by exiting.
import cluster from "node:cluster";
import { existsSync } from "node:fs";
import { createServer } from "node:http";

const { LOADED, EXITS } = process.env;
if (EXITS) process.on("SIGTERM", () => process.exit());

const options = process.argv.slice(2);
const addresses = options.filter((option) => option !== "--cluster");

if (options.includes("--cluster") && cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
} else {
  for (const address of addresses) serve(address);
}

function serve(address) {
  const server = createServer(({ socket }, response) => {
    const { remoteAddress, remotePort } = socket;
    const host = remoteAddress?.replace(/^::ffff:/, "");
    const peer = host && `${host.includes(":") ? `[${host}]` : host}:${remotePort}`;
    response.statusCode = LOADED && !existsSync(LOADED) ? 503 : 200;
    response.end(JSON.stringify({ address, pid: process.pid, peer }));
  });
  server.listen(placeOf(address));
}

function placeOf(address) {
  if (address.startsWith("/")) return { path: address };
  const [, host, port] = address.match(/^(.*):(\d+)$/);
  return host === "*"
    ? { port: Number(port) }
    : { host: host.replace(/[[\]]/g, ""), port: Number(port) };
}
