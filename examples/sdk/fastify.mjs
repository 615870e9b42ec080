import Fastify from "fastify";
import { listen, ready } from "rouse";

const app = Fastify();
app.get("/", async () => "hello from Fastify\n");

await app.ready();
await listen(app.server, { fallback: { host: "127.0.0.1", port: 8080 } });

process.on("SIGTERM", () => app.close());
await ready();
