import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { listen, onReload, ready } from "rouse";

const [file = "settings.json"] = process.argv.slice(2);
let settings;
const load = async () => {
  settings = JSON.parse(await readFile(file, "utf8"));
};
await load();
onReload(load, { onError: (error) => console.error("kept the old settings:", error.message) });

const server = createServer((_request, response) => response.end(`${settings.greeting}\n`));
await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });
await ready();
