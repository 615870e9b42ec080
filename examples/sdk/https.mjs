import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { listen, ready } from "rouse";

const [keyFile = "key.pem", certificateFile = "cert.pem"] = process.argv.slice(2);
const load = () => ({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) });

const server = createServer(load(), (_request, response) => response.end("hello over TLS\n"));
await listen(server, { fallback: { host: "127.0.0.1", port: 8443 } });

process.on("SIGHUP", () => server.setSecureContext(load()));
process.on("SIGTERM", () => server.close());
await ready();
