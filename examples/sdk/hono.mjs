import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { listen, ready } from "rouse";

const app = new Hono();
app.get("/", (context) => context.text("hello from Hono\n"));

const server = createAdaptorServer(app);
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

process.on("SIGTERM", () => server.close());
await ready();
