import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const browserSync = join(root, "node_modules/browser-sync");

export default {
  name: "Browsersync",
  package: "—",
  version: `${process.execPath} -p 'require("${browserSync}/package.json").version'`,
  passed: [[tcp("127.0.0.1", "*")], [tcp("[::1]")], [other(), tcp()]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  note: "from npm; asks by connect whether its port is free, and moves to another if not",
  command({ folder, first, write }) {
    write("index.html", "served");
    const { host, port } = first;
    const listen = host === "*" ? [] : ["--listen", host];
    const alone = ["--no-ui", "--no-open", "--no-online", "--no-notify"];
    const start = [process.execPath, join(browserSync, "dist/bin.js"), "start"];
    return [...start, "--server", folder, "--port", port, ...listen, ...alone];
  },
  ask: askForPage("/", "served"),
  hidesClients: true,
} satisfies Server;
