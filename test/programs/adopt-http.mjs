// adopt-http.mjs ADDR...: an ordinary Node server on each of 127.0.0.1:80, [::]:80, *:80, /path;
// with --cluster in two workers. It answers with facts, as JSON.
import cluster from "node:cluster";
import { createServer } from "node:http";

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
