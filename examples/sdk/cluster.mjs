import cluster from "node:cluster";
import { createServer } from "node:http";
import { listen, passedStdio } from "rouse";

if (cluster.isPrimary) {
  const { stdio, env } = passedStdio();
  cluster.setupPrimary({ stdio });
  for (let nth = 0; nth < 2; nth++) cluster.fork(env);
  cluster.on("exit", () => cluster.fork(env));
} else {
  const server = createServer((_request, response) => response.end(`${process.pid}\n`));
  await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });
}
