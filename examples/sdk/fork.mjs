import { fork } from "node:child_process";
import { createServer } from "node:http";
import { listen, passedStdio } from "rouse";

if (process.argv[2] === "worker") {
  const server = createServer((_request, response) => response.end(`${process.pid}\n`));
  await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });
} else {
  const { stdio, env } = passedStdio();
  const begin = () => {
    const worker = fork(import.meta.filename, ["worker"], {
      stdio,
      env: { ...process.env, ...env },
    });
    worker.on("exit", begin);
  };
  begin();
}
