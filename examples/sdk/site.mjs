import { createServer } from "node:http";
import { listen, ready } from "rouse";

const site = createServer((_request, response) => response.end("for everybody\n"));
const admin = createServer((_request, response) => response.end("for its owner\n"));

await Promise.all([
  listen(site, { name: "site", fallback: { host: "127.0.0.1", port: 8080 } }),
  listen(admin, { name: "admin", fallback: { host: "127.0.0.1", port: 8081 } }),
]);

process.on("SIGTERM", () => {
  site.close();
  admin.close();
});
await ready();
