import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { listen, ready } from "rouse";

const [keyFile = "key.pem", certificateFile = "cert.pem"] = process.argv.slice(2);
const server = createSecureServer(
  { key: readFileSync(keyFile), cert: readFileSync(certificateFile), allowHTTP1: true },
  (request, response) => response.end(`hello over HTTP/${request.httpVersion}\n`),
);
await listen(server, { fallback: { host: "127.0.0.1", port: 8443 } });

const sessions = new Set();
server.on("session", (session) => {
  sessions.add(session);
  session.once("close", () => sessions.delete(session));
});

process.on("SIGTERM", () => {
  server.close();
  for (const session of sessions) session.close();
});
await ready();
