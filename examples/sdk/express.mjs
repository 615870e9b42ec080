import { createServer } from "node:http";
import express from "express";
import { listen, ready } from "rouse";

const app = express();
app.get("/", (_request, response) => response.send("hello from Express\n"));

const server = createServer(app);
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });

process.on("SIGTERM", () => server.close());
await ready();
